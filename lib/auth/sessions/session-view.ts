import type { LiveSession } from '../../data/sessions';

/** A session as its owner is told of it. `address` and `agent` are from where, and with what, it began. */
export type OwnSession = {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string | null;
  agent: string | null;
  current: boolean;
};

/** More sessions than these are of no use to look at; they can still be ended together. */
export const AT_MOST = 100;

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
