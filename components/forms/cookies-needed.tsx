import { Alert } from '../ui/alert';

/** For a browser that kept no cookie: it cannot be signed in, nor be told what came of a form. */
export function CookiesNeeded() {
  return (
    <Alert kind="bad" title="Allow cookies to sign in" autoFocus>
      <p>
        Your browser did not keep the cookie that this site needs. Allow cookies for this site in the settings of your
        browser, then sign in again. If you have just created an account, it exists already.
      </p>
    </Alert>
  );
}
