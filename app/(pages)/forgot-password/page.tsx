import { redirect } from 'next/navigation';
import { ForgotPasswordForm } from '@/components/forgot-password-form';
import { Page } from '@/components/page';
import { guarded } from '../guarded';
import { brand, findFlash, findVisitor, resetLinkMinutes } from '../session';

export default guarded(async () => {
  if (await findVisitor()) redirect('/account/');
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
      <ForgotPasswordForm answer={flash} linkMinutes={resetLinkMinutes()} />
    </Page>
  );
});
