import { PAGES } from '../paths';
import { json, type OperationResponse } from './response';

/** What signing in gave: tokens for an API client, a cookie for a browser. */
type Session =
  | { kind: 'api'; refresh: string; access: string }
  | { kind: 'browser'; cookie: string; maxAgeSeconds: number | null; device: string };

/** An API client's tokens; in a browser's body stands none. */
export const sessionTokens = (session: Session | null): object =>
  session?.kind === 'api' ? { refresh: session.refresh, access: session.access } : {};

/** A browser's session, and the cookie by which it is known when it comes again. */
export function sessionCookie(session: Session | null): Pick<OperationResponse, 'session' | 'device'> {
  if (session?.kind !== 'browser') return {};
  const { cookie, maxAgeSeconds, device } = session;
  return { session: { cookie, maxAgeSeconds }, device };
}

/** A new account, and how its user is signed in to it. */
export const accountCreated = (
  { account, session }: { account: object; session: Session | null },
  redirect: NonNullable<OperationResponse['redirect']>,
): OperationResponse =>
  json(
    201,
    { ...account, ...sessionTokens(session) },
    { headers: { Location: '/auth/me/' }, ...sessionCookie(session), redirect },
  );

/** Where a browser is led that redeemed a link about an address: it is signed in to that account, or is by now. */
export const redirectAfterLink = (
  notice: 'email-verified' | 'email-changed',
): NonNullable<OperationResponse['redirect']> => ({
  path: PAGES.account,
  result: { kind: 'success', form: 'change-email', notice },
});

/**
 * Not `"cookies"`, which would sign sibling apps of the site out as well, nor `"cache"`, which keeps a used Chromium busy for
 * seconds and has nothing to clear: every answer about an account is `no-store`.
 */
const CLEAR_SITE_DATA = '"storage"';

/** The session that an app asked to end: as below, but the browser goes where the app has it go. */
export const signedOutTo = ({ location, isEnded }: { location: string; isEnded: boolean }): OperationResponse => ({
  status: 303,
  headers: { Location: location, ...(isEnded && { 'Clear-Site-Data': CLEAR_SITE_DATA }) },
  ...(isEnded && { session: null }),
});

/** What ends a browser's own session: the cookie expires, and so does what the browser kept (R-C10). */
export const signedOut = (
  body: object,
  notice: 'signed-out' | 'account-deleted',
  path: string = PAGES.login,
): OperationResponse =>
  json(200, body, {
    headers: { 'Clear-Site-Data': CLEAR_SITE_DATA },
    session: null,
    redirect: { path, result: { kind: 'success', form: 'login', notice } },
  });
