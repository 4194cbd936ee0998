import { MailLinkForm } from '@/components/forms/mail-link-form';
import { Page } from '@/components/ui/page';
import { brand, findFlash, isSignedIn } from '../page-data';
import { withErrorPage } from '../with-error-page';

/** Has the link mailed again by which an e-mail is verified; who comes from a refused sign-in need not type it anew. */
export default withErrorPage(async () => {
  const flash = await findFlash('verify-email');
  const refusedSignIn = await findFlash('login');
  const email = refusedSignIn?.code === 'email_not_verified' ? refusedSignIn.email : undefined;
  return (
    <Page
      title="Verify your e-mail"
      appName={brand()}
      isRefused={flash?.code !== undefined}
      footer={
        (await isSignedIn()) ? (
          <a href="/account/">Your account</a>
        ) : (
          <p>
            Verified it? <a href="/login/">Sign in</a>
          </p>
        )
      }
    >
      <p className="mb-5">Enter the e-mail of your account. We mail you a link that shows that it is yours.</p>
      <MailLinkForm
        action="/auth/verify-email/"
        answer={flash ?? (email === undefined ? null : { email })}
        mailed={[
          'If there is an e-mail to verify, a link is on its way to',
          '. It works once, within 24 hours. Nothing there? Look among the spam, or have it mailed again in a minute.',
        ]}
      />
    </Page>
  );
});
