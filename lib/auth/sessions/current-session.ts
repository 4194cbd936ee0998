import type { Context } from '../../context';
import type { SessionRow } from '../../data/sessions';
import { isRandomToken, tokenHash } from '../../tokens/opaque-token';
import { extendSession } from './extend-session';
import { sessionState } from './session-policy';

/** The live session of a browser's cookie, or null; looking counts as a use. */
export async function findCurrentSession(cookie: string | undefined, ctx: Context): Promise<SessionRow | null> {
  if (!cookie || !isRandomToken(cookie)) return null;
  const session = await ctx.sessionLookup.byCookie(tokenHash(cookie));
  const isLive = session && !session.user.disabledAt && sessionState(session, ctx.now()) === 'live';
  return isLive && (await extendSession(session, ctx)) ? session : null;
}
