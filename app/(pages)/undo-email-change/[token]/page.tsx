import type { Metadata } from 'next';
import { DeadLink } from '@/components/dead-link';
import { Page } from '@/components/page';
import { ResetPasswordForm } from '@/components/reset-password-form';
import { guarded } from '../../guarded';
import { brand, findFlash, findMailedLink, isSignedIn, passwordRules } from '../../session';

export const metadata: Metadata = { robots: { index: false, follow: false } };

export default guarded(async ({ params: { token = '' } }) => {
  const email = (await findMailedLink('undo', token))?.email ?? null;
  if (email === null) {
    return (
      <DeadLink appName={brand()} isSignedIn={await isSignedIn()}>
        <p>
          If you took your account back with it, all is well. Else <a href="/forgot-password/">reset your password</a>.
        </p>
      </DeadLink>
    );
  }
  const flash = await findFlash('undo-link');
  const action = `/auth/undo-email-change/${token}/`;
  return (
    <Page title="Take your account back" appName={brand()} isRefused={flash?.code !== undefined}>
      <p className="mb-5">
        <strong>{email}</strong> becomes the e-mail of your account again. Choose a new password, since whoever changed
        your e-mail knew the old one. Everybody is signed out.
      </p>
      <ResetPasswordForm answer={flash} action={action} email={email} rules={passwordRules()} />
    </Page>
  );
});
