import { SignInError } from '../errors';
import { randomText, toBase64Url } from './base64url';
import type { Transaction } from './transaction-store';

export type SignInOptions = {
  /** The app's name in `APPS`. */
  clientId: string;
  /** One of its `redirect_uris`, to the letter. */
  redirectUri: string;
  /** `openid email profile offline_access` by default. */
  scope?: string | undefined;
  /** `none` never shows a page, `login` always asks for the password, `create` shows the page to register. */
  prompt?: 'none' | 'login' | 'create' | undefined;
  /** The email to fill in. */
  loginHint?: string | undefined;
  /** The longest time since the password was entered. */
  maxAgeSeconds?: number | undefined;
  /** Anything that the app wants back when the sign-in is finished, for example a path. */
  returnTo?: string | undefined;
};

const SCOPE = 'openid email profile offline_access';

export const newTransaction = ({ clientId, redirectUri, returnTo, maxAgeSeconds }: SignInOptions): Transaction => ({
  state: randomText(),
  nonce: randomText(),
  verifier: randomText(),
  clientId,
  redirectUri,
  returnTo: returnTo ?? null,
  maxAgeSeconds: maxAgeSeconds ?? null,
});

/** Where the browser has to go (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export async function authorizationUrl(
  baseUrl: URL,
  transaction: Transaction,
  options: SignInOptions,
): Promise<string> {
  const url = new URL('/authorize/', baseUrl);
  const parameters = {
    response_type: 'code',
    client_id: transaction.clientId,
    redirect_uri: transaction.redirectUri,
    scope: options.scope ?? SCOPE,
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: await challengeOf(transaction.verifier),
    code_challenge_method: 'S256',
    prompt: options.prompt,
    login_hint: options.loginHint,
    max_age: options.maxAgeSeconds,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, `${value}`);
  }
  return url.href;
}

const challengeOf = async (verifier: string): Promise<string> =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));

/**
 * The code in the URL that the browser came back to. The issuer is checked first: an error of another server is no
 * statement of this one (RFC 9207 §2.4).
 * @throws SignInError
 */
export function readCode(url: URL, baseUrl: URL): string {
  const { searchParams } = url;
  if (searchParams.get('iss') !== baseUrl.origin) {
    throw new SignInError('wrong_issuer', 'The response does not come from the server that was asked.');
  }
  const error = searchParams.get('error');
  if (error !== null) throw new SignInError(error, searchParams.get('error_description') ?? error);
  const code = searchParams.get('code');
  if (code === null) throw new SignInError('missing_code', 'The response has neither a code nor an error.');
  return code;
}
