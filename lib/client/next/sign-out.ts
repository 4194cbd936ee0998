import { type NextRequest, NextResponse } from 'next/server.js';
import type { Http } from '../http';
import { toRequest } from '../http';
import { signOutUrl } from '../oauth/sign-out-url';
import type { App } from './options';
import type { IsSigned } from './signatures';
import { clearTokens, cookieNames } from './token-cookies';

/** Ends the app's session here and on Postern, and leads on to the page that signs out of Postern too. */
export async function signOut(app: App, http: Http, isSigned: IsSigned, request: NextRequest): Promise<NextResponse> {
  if (!isOwnForm(app, request)) return new NextResponse('Cross-origin form posts are refused.', { status: 403 });
  const names = cookieNames(app);
  const refresh = request.cookies.get(names.refresh)?.value;
  const idToken = request.cookies.get(names.idToken)?.value;
  const blacklist = async (token: string) => {
    const url = new URL('/auth/token/blacklist/', app.baseUrl);
    if (await isSigned(token)) await http.send(toRequest({ method: 'POST', url, json: { refresh: token } }));
  };
  // The cookies go in any case. A session that was not reached ends with the next step, or by its time.
  if (refresh !== undefined) await blacklist(refresh).catch(() => undefined);
  const { clientId, postLogoutRedirectUri } = app;
  const response = NextResponse.redirect(signOutUrl(app.baseUrl, { clientId, idToken, postLogoutRedirectUri }), 303);
  clearTokens(app, response.cookies);
  return response;
}

/** A page of another origin cannot sign the user out. */
function isOwnForm({ appUrl }: App, { headers }: NextRequest): boolean {
  const site = headers.get('Sec-Fetch-Site');
  return site === null ? headers.get('Origin') === appUrl.origin : site === 'same-origin';
}
