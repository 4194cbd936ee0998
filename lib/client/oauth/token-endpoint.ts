import type { AppTokens } from '../bodies';
import { type Http, readJson, toRequest } from '../http';
import type { Transaction } from './transaction-store';

/** RFC 6749 §5.1, with the ID token of OIDC Core §3.1.3.3. What RFCs do not require is optional. */
export type TokenResponse = Pick<AppTokens, 'access_token' | 'token_type' | 'expires_in'> & Partial<AppTokens>;

export type TokenEndpoint = {
  /** @throws ApiError with code `invalid_grant`, `invalid_client` and others */
  exchangeCode(code: string, transaction: Transaction): Promise<TokenResponse>;
  refresh(refreshToken: string, clientId: string): Promise<TokenResponse>;
};

/** @param clientSecret of an app on a server; a browser or a native app has none */
export function createTokenEndpoint(http: Http, baseUrl: URL, clientSecret?: string): TokenEndpoint {
  const post = async (fields: Record<string, string>) => {
    const form = new URLSearchParams({ ...fields, ...(clientSecret !== undefined && { client_secret: clientSecret }) });
    const url = new URL('/auth/oauth/token/', baseUrl);
    return readJson<TokenResponse>(await http.send(toRequest({ method: 'POST', url, form })));
  };
  return {
    exchangeCode: (code, { clientId, redirectUri, verifier }) =>
      post({
        grant_type: 'authorization_code',
        code,
        client_id: clientId,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
    refresh: (refreshToken, clientId) =>
      post({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId }),
  };
}
