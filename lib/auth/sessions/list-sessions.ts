import type { RequestContext } from '../../context';
import { findLiveSessions } from '../../data/sessions';
import { requireSession } from './require-session';
import { MAX_LISTED_SESSIONS, type SessionView, toSessionView } from './session-view';

/**
 * Where the user is signed in, the session used last first.
 * @throws AuthError `not_authenticated`, `bearer_not_valid`
 */
export async function listSessions(_input: unknown, ctx: RequestContext): Promise<SessionView[]> {
  const { id: currentId, userId } = await requireSession(ctx);
  const sessions = await findLiveSessions(ctx.db, userId, ctx.now(), MAX_LISTED_SESSIONS);
  return sessions.map((session) => toSessionView(session, currentId, ctx.config.apps));
}
