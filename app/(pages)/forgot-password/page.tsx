import { redirect } from 'next/navigation';
import { MailLinkForm } from '@/components/forms/mail-link-form';
import { Page } from '@/components/ui/page';
import { brand, findFlash, isSignedIn, mayTellOfAccounts, resetLinkMinutes } from '../page-data';
import { withErrorPage } from '../with-error-page';

export default withErrorPage(async () => {
  if (await isSignedIn()) redirect('/account/');
  const flash = await findFlash('forgot-password');
  return (
    <Page
      title="Reset your password"
      appName={brand()}
      isRefused={flash?.code !== undefined}
      footer={
        <p>
          Remembered it? <a href="/login/">Sign in</a>
        </p>
      }
    >
      <p className="mb-5">Enter the e-mail of your account. We mail you a link to choose a new password.</p>
      <MailLinkForm
        action="/auth/reset-password/"
        answer={flash}
        mailed={[
          mayTellOfAccounts() ? 'A link is on its way to' : 'If there is an account, a link is on its way to',
          `. It works once, within ${resetLinkMinutes()} minutes. Nothing there? Look among the spam, or have it mailed again in a minute.`,
        ]}
      />
    </Page>
  );
});
