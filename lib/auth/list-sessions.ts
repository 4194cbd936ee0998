import type { RequestContext } from '../context';
import { findLiveSessions, type LiveSession } from '../data/sessions';
import { requireSession } from './require-session';

/** A session as its owner is told of it. `address` and `agent` are from where, and with what, it began. */
export type OwnSession = {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string | null;
  agent: string | null;
  current: boolean;
};

/** More than these are of no use to look at; they can still be ended together. */
const AT_MOST = 100;

/**
 * Where the user is signed in, the session used last first.
 * @throws AuthError `not_authenticated`, `bearer_not_valid`
 */
export async function listSessions(_input: unknown, ctx: RequestContext): Promise<OwnSession[]> {
  const { id: currentId, userId } = await requireSession(ctx);
  const sessions = await findLiveSessions(ctx.db, userId, ctx.now(), AT_MOST);
  return sessions.map((session) => toOwnSession(session, currentId));
}

export function toOwnSession(session: LiveSession, currentId: string): OwnSession {
  const { id, createdAt, lastUsedAt, address, agent } = session;
  return {
    id,
    created_at: createdAt.toISOString(),
    last_seen_at: lastUsedAt.toISOString(),
    address,
    agent,
    current: id === currentId,
  };
}
