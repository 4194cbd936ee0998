import { SignInError } from '../errors';
import type { Tokens } from '../token-store';
import { readCode } from './authorization';
import { type IdTokenClaims, readIdToken } from './id-token';
import type { TokenEndpoint, TokenResponse } from './token-endpoint';
import type { Transaction } from './transaction-store';

export type FinishedSignIn = {
  tokens: Tokens;
  claims: IdTokenClaims;
  /** As it was given at the start. */
  returnTo: string | null;
};

/** For those who keep tokens elsewhere. */
export type FinishedExchange = FinishedSignIn & { response: TokenResponse };

type Finish = { url: URL; baseUrl: URL; transaction: Transaction | null; endpoint: TokenEndpoint; now: Date };

/** Turns the URL that the browser came back to into tokens. @throws SignInError, ApiError, NetworkError */
export async function finish({ url, baseUrl, transaction, endpoint, now }: Finish): Promise<FinishedExchange> {
  if (transaction === null || transaction.state !== url.searchParams.get('state')) {
    throw new SignInError('unknown_state', 'This browser has not started this sign-in, or has finished it already.');
  }
  const code = readCode(url, baseUrl);
  const response = await endpoint.exchangeCode(code, transaction);
  const { access_token: access, refresh_token: refresh, id_token: idToken } = response;
  if (!refresh || !idToken) throw new SignInError('missing_token', 'The scope needs openid and offline_access.');
  const { clientId, nonce, maxAgeSeconds, returnTo } = transaction;
  const claims = readIdToken(idToken, { issuer: baseUrl.origin, clientId, nonce, maxAgeSeconds, now });
  return { tokens: { access, refresh, idToken }, claims, returnTo, response };
}
