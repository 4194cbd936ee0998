import { redirect } from 'next/navigation';
import { CookiesNeeded } from '@/components/forms/cookies-needed';
import { KeepSignedIn } from '@/components/forms/keep-signed-in';
import { LoginForm } from '@/components/forms/login-form';
import { Alert } from '@/components/ui/alert';
import { Page } from '@/components/ui/page';
import { type FormResult, isSignInNotice, noticeOf, type SignInNotice } from '@/lib/form-result';
import { pageWithNext, safeNextPath } from '@/lib/http/next-path';
import { appName } from '@/lib/http/page-context';
import { KEEP_SIGNED_IN } from '@/lib/schemas/keep-signed-in';
import { asksToKeep, expectedEmail, findFlash, findSignIn, hasRefusedCookies, registrationMode } from '../page-data';
import { withErrorPage } from '../with-error-page';

const NOTICES: Record<SignInNotice, string> = {
  'password-changed': 'Password changed. Sign in with your new password.',
  'email-restored': 'Your account was restored. Sign in with your new password.',
  'account-deleted': 'Your account was deleted.',
  'signed-out': 'You are signed out.',
};

export default withErrorPage(async ({ search }) => {
  const next = safeNextPath(search.next);
  const { leadsTo, app } = await findSignIn(next);
  if (leadsTo !== null) redirect(leadsTo);
  const flash = await findFlash('login');
  const lost = await findFlash('change-password', 'change-email', 'delete-account', 'sessions');
  const told = noticeOf(flash);
  const notice = isSignInNotice(told) ? NOTICES[told] : null;
  return (
    <Page
      title="Sign in"
      appName={appName()}
      isRefused={flash?.kind === 'error'}
      footer={
        registrationMode() === 'open' ? (
          <p>
            New here?{' '}
            <a href={pageWithNext('/register/', search)} rel="noreferrer">
              Create an account
            </a>
          </p>
        ) : null
      }
    >
      {(await hasRefusedCookies()) ? <CookiesNeeded /> : null}
      {lost?.kind === 'error' && lost.code === 'not_authenticated' ? (
        <Alert kind="bad" title="You were signed out. Sign in and try again." autoFocus />
      ) : null}
      {notice ? <Alert kind="good" title={notice} autoFocus /> : null}
      {app ? <p className="mb-5">Sign in to continue to {app.name}.</p> : null}
      <LoginForm result={flash ?? expectedEmail('login', app)} goesTo={next ?? '/account/'}>
        {next ? <input type="hidden" name="next" value={next} /> : null}
        {asksToKeep() ? <KeepSignedIn isKept={wasKept(flash)} /> : null}
      </LoginForm>
      <p className="mt-5 text-center">
        <a href="/forgot-password/">Forgot your password?</a>
      </p>
    </Page>
  );
});

/** Checked, unless the form came back with an email and without this: its user had unchecked it. */
const wasKept = (flash: FormResult | null): boolean =>
  flash?.kind !== 'error' || flash.email === undefined || flash.typed?.values[KEEP_SIGNED_IN] !== undefined;
