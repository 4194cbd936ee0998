import { type NextRequest, NextResponse } from 'next/server.js';
import { ApiError, SignInError } from '../errors';
import { authorizationUrl, newTransaction, type SignInOptions } from '../oauth/authorization';
import { finish } from '../oauth/finish';
import type { TokenEndpoint } from '../oauth/token-endpoint';
import type { Transaction } from '../oauth/transaction-store';
import { toLocalPath } from './local-path';
import type { App } from './options';
import { cookieNames, cookieOptions, tokenCookies } from './token-cookies';

/** As long as somebody may take to sign in. */
const SIGN_IN_SECONDS = 3600;

/** Leads to Postern, and remembers in a cookie of this browser what was asked. */
export async function startSignIn(app: App, request: NextRequest): Promise<NextResponse> {
  const { searchParams } = request.nextUrl;
  const options: SignInOptions = {
    clientId: app.clientId,
    redirectUri: app.redirectUri,
    returnTo: toLocalPath(searchParams.get('returnTo'), app.appUrl),
    prompt: searchParams.get('prompt') === 'create' ? 'create' : undefined,
  };
  const transaction = newTransaction(options);
  const response = NextResponse.redirect(await authorizationUrl(app.baseUrl, transaction, options), 303);
  const name = cookieNames(app).signIn(transaction.state);
  response.cookies.set(name, JSON.stringify(transaction), cookieOptions(app, SIGN_IN_SECONDS));
  return response;
}

/** Turns the code into tokens in cookies, which no script can read. */
export async function finishSignIn(app: App, endpoint: TokenEndpoint, request: NextRequest): Promise<NextResponse> {
  const url = new URL(request.nextUrl.search, app.redirectUri);
  const name = cookieNames(app).signIn(url.searchParams.get('state') ?? '');
  const transaction = readTransaction(request.cookies.get(name)?.value);
  const response = await finish({ url, baseUrl: app.baseUrl, transaction, endpoint, now: new Date() })
    .then(({ response: tokens, returnTo }) => {
      const signedIn = redirectTo(app, returnTo ?? '/');
      for (const each of tokenCookies(app, tokens)) {
        signedIn.cookies.set(each.name, each.value, cookieOptions(app, each.maxAge));
      }
      return signedIn;
    })
    .catch((error: unknown) => redirectTo(app, `${app.errorPath}?error=${encodeURIComponent(codeOf(error))}`));
  response.cookies.set(name, '', cookieOptions(app, 0));
  return response;
}

/** @returns null for what this browser did not get from here */
function readTransaction(text: string | undefined): Transaction | null {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

const redirectTo = (app: App, path: string): NextResponse => NextResponse.redirect(new URL(path, app.appUrl), 303);

/** For a page of the app, which tells it in its own words. */
function codeOf(error: unknown): string {
  if (error instanceof SignInError) return error.code;
  return (error instanceof ApiError && error.code) || 'unavailable';
}
