import type { Http } from '../http';
import type { Session } from '../session';
import { authorizationUrl, newTransaction, type SignInOptions } from './authorization';
import { type FinishedSignIn, finish } from './finish';
import { signOutUrl } from './sign-out-url';
import { createTokenEndpoint } from './token-endpoint';
import { type TransactionStore, webTransactionStore } from './transaction-store';

/** Sign-in on the pages of Postern, for apps of `APPS` (authorization code with PKCE). */
export type Redirects = {
  /** @returns the URL to lead the browser to */
  startSignIn(options: SignInOptions): Promise<string>;
  /**
   * Checks the URL that the browser came back to (state, issuer, nonce), and keeps the tokens.
   * @throws SignInError `access_denied`, `login_required`, `unknown_state` and others
   */
  finishSignIn(url: string | URL): Promise<FinishedSignIn>;
  /**
   * Forgets the tokens.
   * @param options.postLogoutRedirectUri one of the app's `post_logout_redirect_uris`
   * @returns the URL that signs the browser out of Postern too
   */
  startSignOut(options: { clientId: string; postLogoutRedirectUri?: string; state?: string }): Promise<string>;
};

type RedirectOptions = {
  http: Http;
  baseUrl: URL;
  session: Session;
  transactions?: TransactionStore | undefined;
};

export function createRedirects(options: RedirectOptions): Redirects {
  const { http, baseUrl, session, transactions = webTransactionStore() } = options;
  const endpoint = createTokenEndpoint(http, baseUrl);
  return {
    async startSignIn(signIn) {
      const transaction = newTransaction(signIn);
      await transactions.save(transaction);
      return authorizationUrl(baseUrl, transaction, signIn);
    },
    async finishSignIn(given) {
      const url = new URL(given);
      const transaction = await transactions.take(url.searchParams.get('state') ?? '');
      const { tokens, claims, returnTo } = await finish({ url, baseUrl, transaction, endpoint, now: new Date() });
      await session.start(tokens);
      return { tokens, claims, returnTo };
    },
    async startSignOut(signOut) {
      const tokens = await session.forget();
      return signOutUrl(baseUrl, { ...signOut, idToken: tokens?.idToken });
    },
  };
}
