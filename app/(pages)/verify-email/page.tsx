import { MailLinkForm } from '@/components/forms/mail-link-form';
import { Page } from '@/components/ui/page';
import { appName } from '@/lib/http/page-context';
import { findFlash, isSignedIn } from '../page-data';
import { withErrorPage } from '../with-error-page';

/** Has the link mailed again by which an email is verified; after a rejected sign-in the user need not type it again. */
export default withErrorPage(async () => {
  const flash = await findFlash('verify-email');
  const refusedSignIn = await findFlash('login');
  const isUnverified = refusedSignIn?.kind === 'error' && refusedSignIn.code === 'email_not_verified';
  return (
    <Page
      title="Verify your email"
      appName={appName()}
      isRefused={flash?.kind === 'error'}
      footer={
        (await isSignedIn()) ? (
          <a href="/account/">Your account</a>
        ) : (
          <p>
            Already verified? <a href="/login/">Sign in</a>
          </p>
        )
      }
    >
      <p className="mb-5">Enter the email of your account. We will send you a link to verify it.</p>
      <MailLinkForm
        action="/auth/verify-email/"
        result={flash}
        email={isUnverified ? refusedSignIn.email : undefined}
        mailed={[
          'If this email needs to be verified, we sent a link to',
          '. It works once, within 24 hours. Didn’t get it? Check your spam folder, or resend it in a minute.',
        ]}
      />
    </Page>
  );
});
