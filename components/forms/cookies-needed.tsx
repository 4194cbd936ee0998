import { Alert } from '../ui/alert';

/** For a browser that kept no cookie: it cannot be signed in, nor be told what came of a form. */
export function CookiesNeeded() {
  return (
    <Alert kind="bad" title="Allow cookies to sign in" autoFocus>
      <p>
        Your browser did not keep the cookie that this site needs. Allow cookies for this site in the browser’s
        settings, then sign in again. An account that you have just created is there.
      </p>
    </Alert>
  );
}
