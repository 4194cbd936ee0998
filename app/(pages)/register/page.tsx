import { redirect } from 'next/navigation';
import { CookiesNeeded } from '@/components/forms/cookies-needed';
import { RegisterForm } from '@/components/forms/register-form';
import { newAccountProps } from '@/components/forms/terms-field';
import { UncheckedValues } from '@/components/forms/user-fields';
import { Button } from '@/components/ui/button';
import { Page } from '@/components/ui/page';
import { noticeOf } from '@/lib/form-result';
import { pageWithNext, safeNextPath } from '@/lib/http/next-path';
import { appName } from '@/lib/http/page-context';
import {
  expectedEmail,
  findFlash,
  findSignIn,
  hasRefusedCookies,
  mustVerifyEmail,
  passwordRules,
  registrationControls,
  registrationMode,
  termsToAccept,
} from '../page-data';
import { withErrorPage } from '../with-error-page';

export default withErrorPage(async ({ search }) => {
  const next = safeNextPath(search.next);
  const { leadsTo, app } = await findSignIn(next);
  if (leadsTo !== null) redirect(leadsTo);
  const mode = registrationMode();
  if (mode !== 'open') return <RegistrationClosed mode={mode} />;
  const flash = await findFlash('register');
  const isMailed = noticeOf(flash) === 'check-mail' && !(TYPE_AGAIN in search);
  if (isMailed) return <CheckMail email={flash?.email ?? ''} typeAgain={withTypeAgain(search)} />;
  const asked = registrationControls(flash);
  const { controls, names } = newAccountProps(asked, termsToAccept(flash));
  return (
    <Page
      title="Create an account"
      appName={appName()}
      isRefused={flash?.kind === 'error'}
      footer={
        <p>
          Already have an account?{' '}
          <a href={pageWithNext('/login/', search)} rel="noreferrer">
            Sign in
          </a>
        </p>
      }
    >
      {(await hasRefusedCookies()) ? <CookiesNeeded /> : null}
      {app ? <p className="mb-5">Create an account to continue to {app.name}.</p> : null}
      <RegisterForm
        result={flash ?? expectedEmail('register', app)}
        controls={controls}
        names={['email', 'password', ...names]}
        // Where the user is not signed in yet, this page says what to do.
        goesTo={mustVerifyEmail() ? pageWithNext('/register/', search) : (next ?? '/account/')}
        rules={passwordRules()}
      >
        {next ? <input type="hidden" name="next" value={next} /> : null}
        <UncheckedValues controls={asked} />
      </RegisterForm>
    </Page>
  );
});

const HOW_TO_JOIN = {
  invited: 'You need an invitation to create an account. If you were sent one, open the link in that mail.',
  closed: 'You cannot create an account here yourself. If you need one, ask the people who run this service.',
} as const;

/** Shown instead of the form where registration needs an invitation or is closed. */
const RegistrationClosed = ({ mode }: { mode: keyof typeof HOW_TO_JOIN }) => (
  <Page
    title="Registration is closed"
    appName={appName()}
    footer={
      <p>
        Already have an account? <a href="/login/">Sign in</a>
      </p>
    }
  >
    <p>{HOW_TO_JOIN[mode]}</p>
  </Page>
);

/** In the query: the form is wanted though the notice of the last one has not gone by yet. */
const TYPE_AGAIN = 'again';

const withTypeAgain = (search: Record<string, unknown>): string => {
  const page = pageWithNext('/register/', search);
  return `${page}${page.includes('?') ? '&' : '?'}${TYPE_AGAIN}=1`;
};

/** Shown after a registration, also of a taken email under HIDE_UNKNOWN_EMAILS: the rest is in the mail. */
function CheckMail({ email, typeAgain }: { email: string; typeAgain: string }) {
  return (
    <Page
      title="Check your mail"
      appName={appName()}
      footer={
        <p>
          Already verified?{' '}
          <a href="/login/" rel="noreferrer">
            Sign in
          </a>
        </p>
      }
    >
      <p role="status" className="mb-5">
        We sent a link to <strong>{email}</strong>. Open it and enter your password to verify your email. You are then
        signed in. Didn’t get it? Check your spam folder, or resend it in a minute.
      </p>
      <form method="post" action="/auth/verify-email/">
        <input type="hidden" name="email" value={email} />
        <Button look="quiet">Resend link</Button>
      </form>
      <p className="mt-5 text-center">
        Wrong email?{' '}
        <a href={typeAgain} rel="noreferrer">
          Change it
        </a>
      </p>
    </Page>
  );
}
