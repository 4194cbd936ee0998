import { findApp, findPostLogoutUri, singleValue, withParameters } from '../../config/registered-app';
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
 * Signs out where an app leads (OpenID Connect RP-Initiated Logout §2): at once with an ID token of a session that was begun
 * from this browser's, else once the user has confirmed it. The app's own session ends too, since its app has asked; the
 * sessions of other apps go on.
 */
export async function endSessionForApp(query: URLSearchParams, ctx: RequestContext): Promise<SignedOut> {
  const sentHint = singleValue(query, 'id_token_hint');
  const hint = sentHint ? await readIdTokenHint(ctx.keys, sentHint, ctx.config.appUrl) : null;
  const uri = findReturnUri(query, hint, ctx);
  const session = await findCurrentSession(ctx.credentials.sessionCookie, ctx);
  if (!session) return { location: uri ?? PAGES.login, isEnded: false };
  const own = hint && (await findAppSession(hint, session, ctx));
  if (!own) return { location: signOutPath('/sign-out/confirm/', query, clientIdOf(query, hint)), isEnded: false };
  await endSessionById(session, SIGN_OUT, ctx);
  await endSessionById(own, SIGN_OUT, ctx);
  return { location: uri ?? PAGES.login, isEnded: true };
}

/** A registered URI of the app with its state; null where it is not to be followed. */
function findReturnUri(query: URLSearchParams, hint: IdTokenHint | null, { config }: Context): string | null {
  const uri = findPostLogoutUri(query, findApp(config.apps, clientIdOf(query, hint)));
  return uri && withParameters(uri, { state: singleValue(query, 'state') || undefined });
}

/** Undefined where there is none, or where the request and its ID token name different ones. */
function clientIdOf(query: URLSearchParams, hint: IdTokenHint | null): string | undefined {
  const named = singleValue(query, 'client_id');
  if (named === null || (named && hint && named !== hint.clientId)) return undefined;
  return named || hint?.clientId;
}

/** The session of an ID token, if the app began it from this browser's session. */
async function findAppSession(hint: IdTokenHint, current: SessionRow, ctx: Context): Promise<SessionRow | null> {
  const session = await findSession(ctx.db, hint.sessionId);
  const isOwn = session?.browserSessionId === current.id && session.clientId === hint.clientId;
  return isOwn && findApp(ctx.config.apps, hint.clientId) ? session : null;
}
