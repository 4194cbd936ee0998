import { type NextRequest, NextResponse } from 'next/server.js';
import { ApiError } from '../errors';
import type { TokenEndpoint, TokenResponse } from '../oauth/token-endpoint';
import type { App } from './options';
import { PATH_HEADER } from './path-header';
import type { IsSigned } from './signatures';
import { clearTokens, cookieNames, cookieOptions, tokenCookies } from './token-cookies';

/**
 * The only place that renews tokens: a page cannot set cookies. It lets every request through, since a cookie proves
 * nothing: `auth()` and `requireUser()` ask Postern.
 */
export function createProxy(
  app: App,
  endpoint: TokenEndpoint,
  isSigned: IsSigned,
): (request: NextRequest) => Promise<NextResponse> {
  const names = cookieNames(app);
  const refreshOnce = async (token: string) =>
    (await isSigned(token)) ? await endpoint.refresh(token, app.clientId) : 'ended';
  const renew = sharedRefresh(refreshOnce);
  return async (request) => {
    const { pathname, search } = request.nextUrl;
    const refresh = request.cookies.get(names.refresh)?.value;
    const isNeeded = refresh !== undefined && !request.cookies.has(names.access);
    const renewed = isNeeded ? await renew(refresh) : 'unchanged';
    // What the page is shown; `request.cookies` writes through to the headers.
    if (renewed === 'ended') request.cookies.delete([names.access, names.refresh, names.idToken]);
    const changes = typeof renewed === 'string' ? [] : tokenCookies(app, renewed);
    for (const { name, value } of changes) request.cookies.set(name, value);
    const headers = new Headers(request.headers);
    headers.set(PATH_HEADER, pathname + search);
    const response = NextResponse.next({ request: { headers } });
    for (const { name, value, maxAge } of changes) response.cookies.set(name, value, cookieOptions(app, maxAge));
    if (renewed === 'ended') clearTokens(app, response.cookies);
    return response;
  };
}

/** Requests of one browser come together; those with one refresh token share its refresh. */
function sharedRefresh(refreshOnce: (token: string) => Promise<TokenResponse | 'ended'>) {
  const underWay = new Map<string, Promise<TokenResponse | 'ended' | 'unchanged'>>();
  return (token: string) => {
    const shared = underWay.get(token);
    if (shared) return shared;
    const refresh = refreshOnce(token)
      .catch((error: unknown) => (isRejected(error) ? 'ended' : 'unchanged'))
      .finally(() => underWay.delete(token));
    underWay.set(token, refresh);
    return refresh;
  };
}

/** RFC 6749 §5.2. Whatever else goes wrong says nothing about the session. */
const isRejected = (error: unknown): boolean => error instanceof ApiError && error.code === 'invalid_grant';
