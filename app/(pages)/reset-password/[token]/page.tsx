import type { Metadata } from 'next';
import { InvalidLink } from '@/components/forms/invalid-link';
import { ResetPasswordForm } from '@/components/forms/reset-password-form';
import { SignOutForm } from '@/components/forms/sign-out-form';
import { Page } from '@/components/ui/page';
import { appName } from '@/lib/http/page-context';
import { findFlash, findMailedLink, isSignedIn, passwordRules } from '../../page-data';
import { withErrorPage } from '../../with-error-page';

export const metadata: Metadata = { robots: { index: false, follow: false } };

export default withErrorPage(async ({ params: { token = '' } }) => {
  const link = await findMailedLink('reset', token);
  if (!link) return <DeadResetLink isSignedIn={await isSignedIn()} />;
  const { email, otherEmail } = link;
  const flash = await findFlash('reset-password');
  return (
    <Page title="Choose a new password" appName={appName()} isRefused={flash?.kind === 'error'}>
      {otherEmail === null ? (
        <p className="mb-5">
          For <strong>{email}</strong>. You will be signed out on all devices.
        </p>
      ) : (
        <p className="mb-5">
          You are signed in as <strong>{otherEmail}</strong>, but this link belongs to the account of{' '}
          <strong>{email}</strong>. Only that account gets the new password, and it is signed out on all devices. You
          stay signed in as {otherEmail}.
        </p>
      )}
      <ResetPasswordForm
        result={flash}
        action={`/auth/reset-password/${token}/`}
        email={email}
        rules={passwordRules()}
      />
    </Page>
  );
});

const DeadResetLink = ({ isSignedIn }: { isSignedIn: boolean }) => (
  <InvalidLink appName={appName()} isSignedIn={isSignedIn}>
    {isSignedIn ? (
      <>
        <p className="mb-4">You are signed in. To request a new link, sign out first.</p>
        <SignOutForm />
      </>
    ) : (
      <p>
        <a href="/forgot-password/">Request a new link</a>
      </p>
    )}
  </InvalidLink>
);
