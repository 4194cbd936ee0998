import type { Metadata } from 'next';
import { InvalidLink } from '@/components/forms/invalid-link';
import { ResetPasswordForm } from '@/components/forms/reset-password-form';
import { Page } from '@/components/ui/page';
import { appName } from '@/lib/http/page-context';
import { findFlash, findMailedLink, isSignedIn, passwordRules } from '../../page-data';
import { withErrorPage } from '../../with-error-page';

export const metadata: Metadata = { robots: { index: false, follow: false } };

export default withErrorPage(async ({ params: { token = '' } }) => {
  const link = await findMailedLink('undo', token);
  if (!link) {
    return (
      <InvalidLink appName={appName()} isSignedIn={await isSignedIn()}>
        <p>
          If you have just restored your account with it, nothing is left to do. Otherwise,{' '}
          <a href="/forgot-password/">reset your password</a>.
        </p>
      </InvalidLink>
    );
  }
  const { email, otherEmail } = link;
  const flash = await findFlash('undo-link');
  const action = `/auth/undo-email-change/${token}/`;
  return (
    <Page title="Restore your account" appName={appName()} isRefused={flash?.kind === 'error'}>
      <p className="mb-5">
        <strong>{email}</strong> becomes the email of your account again. Choose a new password, because the person who
        changed your email knew the old one. The account is signed out on all devices.
      </p>
      {otherEmail === null ? null : (
        <p className="mb-5">
          You are signed in as <strong>{otherEmail}</strong>, which is another account. It is not changed, and you stay
          signed in to it.
        </p>
      )}
      <ResetPasswordForm result={flash} action={action} email={email} rules={passwordRules()} />
    </Page>
  );
});
