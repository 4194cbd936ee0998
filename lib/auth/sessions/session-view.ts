import { findApp, type RegisteredApps } from '../../config/registered-app';
import type { LiveSession } from '../../data/sessions';

/** A session as its owner is told of it. `address` and `agent` are from where, and with what, it began; an app has its name. */
export type SessionView = {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string | null;
  agent: string | null;
  current: boolean;
};

/** More sessions than these are of no use to look at; they can still be ended together. */
export const MAX_LISTED_SESSIONS = 100;

export function toSessionView(session: LiveSession, currentId: string, apps: RegisteredApps): SessionView {
  const { id, createdAt, lastUsedAt, address } = session;
  return {
    id,
    created_at: createdAt.toISOString(),
    last_seen_at: lastUsedAt.toISOString(),
    address,
    agent: agentOf(session, apps),
    current: id === currentId,
  };
}

/** @returns the id of an app that is no longer registered */
export function agentOf(
  { clientId, userAgentLabel }: Pick<LiveSession, 'clientId' | 'userAgentLabel'>,
  apps: RegisteredApps,
): string | null {
  return clientId === null ? userAgentLabel : (findApp(apps, clientId)?.name ?? clientId);
}
