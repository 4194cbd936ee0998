import {
  findApp,
  findPostLogoutUri,
  type RegisteredApp,
  singleValue,
  withParameters,
} from '../../config/registered-app';
import type { Context, RequestContext } from '../../context';
import { findSession, type SessionRow } from '../../data/sessions';
import { PAGES } from '../../paths';
import { type IdTokenHint, readIdTokenHint } from '../../tokens/id-token';
import { findCurrentSession } from '../sessions/current-session';
import { endSessionById } from '../sessions/end-session';
import { signOutPath } from './sign-out-request';

export type SignedOut = {
  /** Where the browser goes. */
  location: string;
  /** Whether its session has ended, so that its cookie expires. */
  isEnded: boolean;
};

const SIGN_OUT = { event: 'authn_token_revoked', detail: 'sign-out' } as const;

/**
 * Signs out where an app leads (OpenID Connect RP-Initiated Logout §2). The app's session that the ID token names ends at
 * once, since its app has asked. The browser's session ends with it if the app's was begun from it, else once the user has
 * confirmed it. The sessions of other apps go on.
 */
export async function endSessionForApp(query: URLSearchParams, ctx: RequestContext): Promise<SignedOut> {
  const { app, hint } = await readRequest(query, ctx);
  const appSession = app && hint && (await findAppSession(hint, ctx));
  if (appSession) await endSessionById(appSession, SIGN_OUT, ctx);
  const session = await findCurrentSession(ctx.credentials.sessionCookie, ctx);
  if (session && appSession?.browserSessionId !== session.id) {
    return { location: signOutPath('/sign-out/confirm/', query, app?.id), isEnded: false };
  }
  if (session) await endSessionById(session, SIGN_OUT, ctx);
  return { location: returnUriOf(query, app) ?? PAGES.login, isEnded: session !== null };
}

/** The app that asks and the session of its ID token; neither where the request and its ID token name different apps. */
async function readRequest(
  query: URLSearchParams,
  { config, keys }: Context,
): Promise<{ app: RegisteredApp | null; hint: IdTokenHint | null }> {
  const sentHint = singleValue(query, 'id_token_hint');
  const hint = sentHint ? await readIdTokenHint(keys, sentHint, config.appUrl) : null;
  const clientId = singleValue(query, 'client_id');
  if (clientId === null || (clientId && hint && clientId !== hint.clientId)) return { app: null, hint: null };
  return { app: findApp(config.apps, clientId || hint?.clientId), hint };
}

/** A registered URI of the app with its state; null where it is not to be followed. */
function returnUriOf(query: URLSearchParams, app: RegisteredApp | null): string | null {
  const uri = findPostLogoutUri(query, app);
  return uri && withParameters(uri, { state: singleValue(query, 'state') || undefined });
}

/** The session of an ID token that was issued to the app. */
async function findAppSession({ sessionId, clientId }: IdTokenHint, { db }: Context): Promise<SessionRow | null> {
  const session = await findSession(db, sessionId);
  return session?.clientId === clientId ? session : null;
}
