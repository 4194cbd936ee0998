import type { AuditEventName } from '../audit/events';
import type { RequestContext } from '../context';
import { type AuditEventRow, findAuditEvents } from '../data/audit-events';
import { requireUser, type UserRef } from './find-user';

/** What happened, as operators are told. `user_id` outlives its user as a pseudonym. */
export type AuditEntry = {
  at: string;
  event: string;
  detail: string | null;
  user_id: string | null;
  actor: string;
  address: string | null;
  agent: string | null;
  request_id: string;
};

export type AuditQuery = {
  user?: UserRef | undefined;
  event?: AuditEventName | undefined;
  since?: Date | undefined;
  limit: number;
};

/**
 * The audit trail, newest first.
 * @throws AuthError `user_not_found` for an email or ID that has neither a user nor events
 */
export async function readAuditTrail(
  { user, event, since, limit }: AuditQuery,
  ctx: RequestContext,
): Promise<{ events: AuditEntry[] }> {
  const userId = user && (await requireTrail(user, ctx));
  const about = { ...(userId && { userId }), ...(event && { event }), ...(since && { since }) };
  return { events: (await findAuditEvents(ctx.db, { ...about, limit })).map(toAuditEntry) };
}

/** An id may be the pseudonym of a user who was deleted. */
async function requireTrail(user: UserRef, ctx: RequestContext): Promise<string> {
  const isKnown = 'id' in user && (await findAuditEvents(ctx.db, { userId: user.id, limit: 1 })).length > 0;
  return isKnown ? user.id : (await requireUser(user, ctx)).id;
}

export function toAuditEntry(row: AuditEventRow): AuditEntry {
  const { at, event, detail, userId, actor, address, userAgentLabel, requestId } = row;
  return {
    at: at.toISOString(),
    event,
    detail,
    user_id: userId,
    actor,
    address,
    agent: userAgentLabel,
    request_id: requestId,
  };
}
