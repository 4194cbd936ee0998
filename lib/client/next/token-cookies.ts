import { fromBase64Url } from '../oauth/base64url';
import type { TokenResponse } from '../oauth/token-endpoint';
import type { App } from './options';

/** What a response, or Next's cookie store, sets cookies with. */
export type CookieWriter = {
  set(name: string, value: string, options: CookieOptions): unknown;
};

export type CookieOptions = {
  httpOnly: true;
  secure: boolean;
  sameSite: 'lax';
  path: '/';
  /** Seconds. */
  maxAge: number;
};

/**
 * On https the names have the prefix that keeps sister hosts from setting them (RFC 6265bis §4.1.3.2). `SameSite=Lax`
 * comes along when a link of another site leads here, and not with its forms.
 */
export function cookieNames({ appUrl, cookiePrefix }: App) {
  const prefix = appUrl.protocol === 'https:' ? `__Host-${cookiePrefix}` : cookiePrefix;
  return {
    access: `${prefix}_access`,
    refresh: `${prefix}_refresh`,
    idToken: `${prefix}_id_token`,
    /** One for each sign-in that is under way. */
    signIn: (state: string) => `${prefix}_sign_in_${state}`,
  };
}

export const cookieOptions = ({ appUrl }: App, maxAge: number): CookieOptions => ({
  httpOnly: true,
  secure: appUrl.protocol === 'https:',
  sameSite: 'lax',
  path: '/',
  maxAge,
});

/** Cookies with access tokens go this long before their tokens do: a request takes its time. */
const MARGIN_SECONDS = 10;

/** @returns what to set, by cookie */
export function tokenCookies(app: App, response: TokenResponse): { name: string; value: string; maxAge: number }[] {
  const names = cookieNames(app);
  const { access_token: access, refresh_token: refresh, id_token: idToken, expires_in: seconds } = response;
  const lifetime = refresh === undefined ? 0 : lifetimeSeconds(refresh);
  return [
    { name: names.access, value: access, maxAge: Math.max(1, seconds - MARGIN_SECONDS) },
    ...(refresh === undefined ? [] : [{ name: names.refresh, value: refresh, maxAge: lifetime }]),
    ...(idToken === undefined ? [] : [{ name: names.idToken, value: idToken, maxAge: lifetime }]),
  ];
}

/** By the token's own times: the clock of this machine does not count. It came straight from the token endpoint. */
function lifetimeSeconds(token: string): number {
  const [, payload = ''] = token.split('.');
  const { iat, exp } = JSON.parse(new TextDecoder().decode(fromBase64Url(payload)));
  return exp - iat;
}

export function clearTokens(app: App, cookies: CookieWriter): void {
  const { access, refresh, idToken } = cookieNames(app);
  for (const name of [access, refresh, idToken]) cookies.set(name, '', cookieOptions(app, 0));
}
