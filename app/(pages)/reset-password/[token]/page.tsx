import type { Metadata } from 'next';
import { Page } from '@/components/page';
import { ResetPasswordForm } from '@/components/reset-password-form';
import { SignOutForm } from '@/components/sign-out-form';
import { guarded } from '../../guarded';
import { brand, findFlash, findResetLinkOwner, findVisitor, passwordRules } from '../../session';

export const metadata: Metadata = { robots: { index: false, follow: false } };

export default guarded(async ({ params: { token = '' } }) => {
  const email = await findResetLinkOwner(token);
  if (email === null) return <DeadLink isSignedIn={(await findVisitor()) !== null} />;
  const flash = await findFlash('reset-password');
  return (
    <Page title="Choose a new password" appName={brand()} isRefused={flash?.code !== undefined}>
      <p className="mb-5">
        For <strong>{email}</strong>. You will be signed out everywhere.
      </p>
      <ResetPasswordForm answer={flash} token={token} email={email} rules={passwordRules()} />
    </Page>
  );
});

function DeadLink({ isSignedIn }: { isSignedIn: boolean }) {
  return (
    <Page
      title="This link does not work any more"
      appName={brand()}
      footer={
        isSignedIn ? (
          <a href="/account/">Your account</a>
        ) : (
          <p>
            Remembered your password? <a href="/login/">Sign in</a>
          </p>
        )
      }
    >
      <p className="mb-4">
        It was used already, a newer one took its place, or its time is over. Perhaps it was also cut off on its way: it
        must be copied whole.
      </p>
      {isSignedIn ? (
        <>
          <p className="mb-4">You are signed in. To have a new link mailed, sign out first.</p>
          <SignOutForm />
        </>
      ) : (
        <p>
          <a href="/forgot-password/">Ask for a new link</a>
        </p>
      )}
    </Page>
  );
}
