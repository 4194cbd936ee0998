import { findAppOfNext } from '../../config/registered-app';
import type { Context } from '../../context';
import type { SessionRow } from '../../data/sessions';
import { isOAuthError } from '../../oauth-error';
import { canonicalQuery, parseAuthorizationRequest } from './authorization-request';
import { ASKED, needsSignIn, readMark } from './sign-in-need';

/** The app that a sign-in page leads back to. */
export type AskingApp = {
  name: string;
  /** The email that the app expects. */
  loginHint: string | undefined;
  /** Whether the form is shown although somebody is signed in. */
  asksAgain: boolean;
};

/** @param next the path that the page leads to. Null where it is no request of an app */
export function findAskingApp(next: string, session: SessionRow | null, ctx: Context): AskingApp | null {
  const asking = findAppOfNext(next, ctx.config.apps);
  if (!asking?.app) return null;
  const query = new URLSearchParams(next.slice(next.indexOf('?')).split('#', 1)[0]);
  const { name } = asking.app;
  try {
    const request = parseAuthorizationRequest(query);
    const askedAt = readMark(query.get(ASKED), canonicalQuery(query), ctx);
    const signedInAt = session?.createdAt ?? null;
    const asksAgain = session !== null && needsSignIn(request, { signedInAt, askedAt, now: ctx.now() });
    return { name, loginHint: request.loginHint, asksAgain: asksAgain && request.interaction !== 'never' };
  } catch (error) {
    if (isOAuthError(error)) return { name, loginHint: undefined, asksAgain: false };
    throw error;
  }
}
