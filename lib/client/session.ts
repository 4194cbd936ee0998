import type { RefreshedTokens } from './bodies';
import { ApiError } from './errors';
import { exclusive } from './exclusive';
import { type Http, readJson, toRequest, withAccessToken } from './http';
import type { TokenStore, Tokens } from './token-store';

export type SessionOptions = {
  http: Http;
  baseUrl: URL;
  store: TokenStore;
  /** The server ended the session: the tokens are gone from the store. */
  onSessionEnd?: (() => void) | undefined;
};

export type Session = {
  tokens(): Promise<Tokens | null>;
  start(tokens: Tokens): Promise<void>;
  /** Forgets the tokens and ends the session on the server. A refresh that is under way comes first. */
  end(): Promise<void>;
  /** Forgets the tokens and returns what they were. */
  forget(): Promise<Tokens | null>;
  send(request: Request): Promise<Response>;
};

/** The session that the tokens of a store belong to. */
export function createSession({ http, baseUrl, store, onSessionEnd }: SessionOptions): Session {
  const runExclusive = exclusive(store.lockName);
  const post = async <Shape>(path: string, json: unknown) =>
    readJson<Shape>(await http.send(toRequest({ method: 'POST', url: new URL(path, baseUrl), json })));

  const forget = () =>
    runExclusive(async () => {
      const tokens = await store.load();
      await store.save(null);
      return tokens;
    });

  /**
   * Gets a new access token, once for all requests and tabs whose token was rejected. Without a response the tokens stay:
   * with rotation, the server answers the former refresh token with the same successor again.
   */
  const renew = (rejected: string): Promise<Tokens | null> =>
    runExclusive(async () => {
      const tokens = await store.load();
      if (tokens === null || tokens.access !== rejected) return tokens;
      try {
        const answer = await post<RefreshedTokens>('/auth/token/refresh/', { refresh: tokens.refresh });
        const renewed = { ...tokens, access: answer.access, refresh: answer.refresh ?? tokens.refresh };
        await store.save(renewed);
        return renewed;
      } catch (error) {
        if (isUnauthorized(error)) {
          await store.save(null);
          onSessionEnd?.();
        }
        throw error;
      }
    });

  return {
    tokens: async () => await store.load(),
    start: (tokens) => runExclusive(async () => await store.save(tokens)),
    forget,
    async end() {
      const tokens = await forget();
      if (tokens === null) return;
      await post('/auth/token/blacklist/', { refresh: tokens.refresh }).catch((error: unknown) => {
        // It had ended already.
        if (!isUnauthorized(error)) throw error;
      });
    },
    async send(request) {
      const tokens = await store.load();
      if (tokens === null) return http.send(request);
      const response = await http.send(withAccessToken(request, tokens.access));
      if (!(await isTokenRejected(response))) return response;
      const renewed = await renew(tokens.access);
      // Somebody signed out meanwhile: the rejection stands.
      return renewed === null ? response : http.send(withAccessToken(request, renewed.access));
    },
  };
}

const isUnauthorized = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

/**
 * Only this code asks for a refresh: a 401 for another reason would be the same with a new token. `/auth/userinfo/` says it
 * in the words of RFC 6750 §3.1.
 */
async function isTokenRejected(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  if (typeof body !== 'object' || body === null) return false;
  return ('code' in body && body.code === 'token_not_valid') || ('error' in body && body.error === 'invalid_token');
}
