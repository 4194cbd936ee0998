import { redirect } from 'next/navigation';
import { MailLinkForm } from '@/components/forms/mail-link-form';
import { Page } from '@/components/ui/page';
import { appName } from '@/lib/http/page-context';
import { findFlash, isSignedIn, mayRevealAccounts, resetLinkMinutes } from '../page-data';
import { withErrorPage } from '../with-error-page';

export default withErrorPage(async () => {
  if (await isSignedIn()) redirect('/account/');
  const flash = await findFlash('forgot-password');
  return (
    <Page
      title="Reset your password"
      appName={appName()}
      isRefused={flash?.kind === 'error'}
      footer={
        <p>
          Remembered it? <a href="/login/">Sign in</a>
        </p>
      }
    >
      <p className="mb-5">Enter the email of your account. We will send you a link to choose a new password.</p>
      <MailLinkForm
        action="/auth/reset-password/"
        result={flash}
        mailed={[
          mayRevealAccounts() ? 'We sent a link to' : 'If an account exists, we sent a link to',
          `. It works once, within ${resetLinkMinutes()} minutes. Didn’t get it? Check your spam folder, or resend it in a minute.`,
        ]}
      />
    </Page>
  );
});
