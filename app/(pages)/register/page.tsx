import { redirect } from 'next/navigation';
import { Button } from '@/components/button';
import { Page } from '@/components/page';
import { RegisterForm } from '@/components/register-form';
import { pageWithNext, safeNextPath } from '@/lib/http/next-path';
import { guarded } from '../guarded';
import { brand, findFlash, isSignedIn, mustVerifyEmail, passwordRules } from '../session';

export default guarded(async ({ search }) => {
  if (await isSignedIn()) redirect('/account/');
  const flash = await findFlash('register');
  if (flash?.notice === 'check-mail') return <CheckMail email={flash.email ?? ''} />;
  const next = safeNextPath(search.next);
  return (
    <Page
      title="Create an account"
      appName={brand()}
      isRefused={flash?.code !== undefined}
      footer={
        <p>
          Already have one? <a href={pageWithNext('/login/', search)}>Sign in</a>
        </p>
      }
    >
      <RegisterForm
        answer={flash}
        next={next}
        // Where nobody is signed in yet, this page says what to do.
        goesTo={mustVerifyEmail() ? pageWithNext('/register/', search) : (next ?? '/account/')}
        rules={passwordRules()}
      />
    </Page>
  );
});

/** Made, or so it seems to whoever may not know: the rest is in the mail. */
function CheckMail({ email }: { email: string }) {
  return (
    <Page
      title="Check your mail"
      appName={brand()}
      footer={
        <p>
          Followed the link? <a href="/login/">Sign in</a>
        </p>
      }
    >
      <p role="status" className="mb-5">
        A link is on its way to <strong>{email}</strong>. Follow it and enter your password to verify that this e-mail
        is yours; then you are signed in. Nothing there? Look among the spam, or have it mailed again in a minute.
      </p>
      <form method="post" action="/auth/verify-email/">
        <input type="hidden" name="email" value={email} />
        <Button look="quiet">Mail it again</Button>
      </form>
    </Page>
  );
}
