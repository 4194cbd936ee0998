import type {
  ChangePasswordRequest,
  RegisterRequest,
  RequestEmailVerificationRequest,
  RequestPasswordResetRequest,
  ResetPasswordRequest,
  SignInRequest,
  VerifyEmailRequest,
} from './bodies';
import { createHttp, type HttpOptions, readJson, toRequest } from './http';
import { createRedirects, type Redirects } from './oauth/redirects';
import type { TransactionStore } from './oauth/transaction-store';
import { createSession } from './session';
import { memoryTokenStore, type TokenStore, type Tokens } from './token-store';
import type { NoFields, User, UserInfo, UserSession } from './user';

export type ClientOptions = HttpOptions & {
  /** `APP_URL` of the installation, for example `https://auth.example.com`. */
  url: string;
  /** Where tokens are kept; in memory by default. */
  store?: TokenStore | undefined;
  /** Where a sign-in by redirect is kept until it returns; `sessionStorage` by default. */
  transactions?: TransactionStore | undefined;
  /** Called when the server rejected the refresh token: the user has to sign in again. */
  onSessionEnd?: (() => void) | undefined;
};

type Options = { signal?: AbortSignal };

/**
 * A client of one Postern, for one user at a time. Each method throws ApiError when the server refuses, and NetworkError
 * without a response. An access token that the server rejects as `token_not_valid` is renewed, and the request sent again,
 * once.
 */
export type Client<Fields extends object = NoFields> = Redirects & {
  /** Signs in and keeps the tokens. */
  signIn(credentials: SignInRequest, options?: Options): Promise<Tokens>;
  /** Creates an account. Where the server signs in with it (`REGISTER_SIGNS_IN`), the tokens are kept. */
  register(account: RegisterRequest & Partial<Fields>, options?: Options): Promise<User<Fields>>;
  requestPasswordReset(email: string, options?: Options): Promise<void>;
  /** @param token the last segment of the mailed link's path */
  resetPassword(token: string, password: string, options?: Options): Promise<void>;
  requestVerification(email: string, options?: Options): Promise<void>;
  /** @param password of the account; not needed while signed in to it */
  verifyEmail(token: string, password?: string, options?: Options): Promise<void>;
  me(options?: Options): Promise<User<Fields>>;
  updateMe(fields: Partial<Fields>, options?: Options): Promise<User<Fields>>;
  /** Ends all other sessions, and keeps the new tokens of this one. */
  changePassword(passwords: { current: string; next: string }, options?: Options): Promise<void>;
  sessions(options?: Options): Promise<UserSession[]>;
  endSession(id: string, options?: Options): Promise<void>;
  endOtherSessions(options?: Options): Promise<void>;
  /** The claims of the user, for apps on other origins (`/auth/userinfo/`). */
  userInfo(options?: Options): Promise<UserInfo>;
  /** Forgets the tokens, then ends the session on the server; without a response the session there goes on. */
  signOut(): Promise<void>;
  /** The tokens as they are kept: not whether the server still accepts them. */
  tokens(): Promise<Tokens | null>;
  /** Any other endpoint, as the signed-in user. @returns the JSON of a success */
  request<Shape>(method: string, path: string, json?: unknown, options?: Options): Promise<Shape>;
  /** `fetch` with the access token, for an API of your own that verifies it. Give it no URL that you do not trust. */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
};

export function createClient<Fields extends object = NoFields>(options: ClientOptions): Client<Fields> {
  const baseUrl = new URL(options.url);
  const http = createHttp(options);
  const session = createSession({ ...options, http, baseUrl, store: options.store ?? memoryTokenStore() });

  type SendOptions = Options & { json?: unknown };
  const requestOf = (method: string, path: string, { json, signal }: SendOptions) =>
    toRequest({ method, url: new URL(path, baseUrl), json, signal });
  const asAnybody = async <Shape>(path: string, json: unknown, { signal }: Options = {}): Promise<Shape> =>
    readJson(await http.send(requestOf('POST', path, { json, ...(signal && { signal }) })));
  const asUser = async <Shape>(method: string, path: string, sending: SendOptions = {}): Promise<Shape> =>
    readJson(await session.send(requestOf(method, path, sending)));

  return {
    ...createRedirects({ ...options, http, baseUrl, session }),
    async signIn(credentials, more) {
      const tokens = await asAnybody<Tokens>('/auth/token/', credentials, more);
      await session.start(tokens);
      return tokens;
    },
    async register(account, more) {
      const { access, refresh, ...user } = await asAnybody<User<Fields> & Partial<Tokens>>(
        '/auth/register/',
        account,
        more,
      );
      if (access && refresh) await session.start({ access, refresh });
      return user as unknown as User<Fields>; // TypeScript does not reduce the rest of a generic type
    },
    async requestPasswordReset(email, more) {
      const json: RequestPasswordResetRequest = { email };
      await asAnybody('/auth/reset-password/', json, more);
    },
    async resetPassword(token, password, more) {
      const json: ResetPasswordRequest = { password };
      await asAnybody(`/auth/reset-password/${encodeURIComponent(token)}/`, json, more);
    },
    async requestVerification(email, more) {
      const json: RequestEmailVerificationRequest = { email };
      await asAnybody('/auth/verify-email/', json, more);
    },
    async verifyEmail(token, password, more) {
      const json: VerifyEmailRequest = password === undefined ? {} : { password };
      await asUser('POST', `/auth/verify-email/${encodeURIComponent(token)}/`, { json, ...more });
    },
    me: (more) => asUser('GET', '/auth/me/', more),
    updateMe: (fields, more) => asUser('PATCH', '/auth/me/', { json: fields, ...more }),
    async changePassword({ current, next }, more) {
      const json: ChangePasswordRequest = { current_password: current, password: next };
      const { access, refresh } = await asUser<Partial<Tokens>>('POST', '/auth/change-password/', { json, ...more });
      const tokens = await session.tokens();
      if (access && refresh) await session.start({ ...tokens, access, refresh });
    },
    sessions: (more) => asUser('GET', '/auth/sessions/', more),
    async endSession(id, more) {
      await asUser('POST', `/auth/sessions/${encodeURIComponent(id)}/end/`, { json: {}, ...more });
    },
    async endOtherSessions(more) {
      await asUser('POST', '/auth/sessions/end-others/', { json: {}, ...more });
    },
    userInfo: (more) => asUser('GET', '/auth/userinfo/', more),
    signOut: () => session.end(),
    tokens: () => session.tokens(),
    request: (method, path, json, more) => asUser(method, path, { json, ...more }),
    fetch: (input, init) => session.send(new Request(input, init)),
  };
}
