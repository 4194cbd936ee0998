import type { Db } from './database';
import type { AuditEvent } from './generated/client';
import { BATCH_ROWS, inBatches } from './in-batches';

export type AuditEventRow = AuditEvent;

export type NewAuditEvent = AuditEvent;

/**
 * Inserts an event, and locks its user in the same statement, so that the user is not deleted meanwhile: an event
 * after the deletion names no user.
 */
export async function insertAuditEvent(db: Db, of: NewAuditEvent): Promise<void> {
  const { id, at, event, detail, userId, sessionId, actor, requestId, address, userAgentLabel } = of;
  await db.$executeRaw`
    WITH owner AS MATERIALIZED (SELECT id FROM users WHERE id = ${userId}::uuid FOR KEY SHARE)
    INSERT INTO audit_events (id, at, event, detail, user_id, session_id, actor, request_id, address, user_agent_label)
    VALUES (${id}::uuid, ${at}, ${event}, ${detail}, (SELECT id FROM owner), ${sessionId}::uuid, ${actor}, ${requestId},
      ${address}, ${userAgentLabel})`;
}

/**
 * Puts the events of a deleted user under a pseudonym, at most `BATCH_ROWS` of them: how many there are must not decide
 * whether an account can be deleted. The rows are locked in order, so that two instances take turns.
 * @returns how many; fewer than `BATCH_ROWS` were the last ones
 */
export function pseudonymiseAuditEvents(
  db: Db,
  { userId, pseudonym }: { userId: string; pseudonym: string },
): Promise<number> {
  return db.$executeRaw`
    UPDATE audit_events
    SET user_id = ${pseudonym}::uuid, session_id = NULL, request_id = '', address = NULL, user_agent_label = NULL
    WHERE id = ANY (ARRAY(
      SELECT id FROM audit_events WHERE user_id = ${userId}::uuid ORDER BY id LIMIT ${BATCH_ROWS} FOR UPDATE))`;
}

/** The end of a pseudonym's events. */
export async function insertDeletionEvent(tx: Db, event: NewAuditEvent): Promise<void> {
  await tx.auditEvent.create({ data: event, select: { id: true } });
}

type AuditQuery = {
  userId?: string;
  event?: string;
  /** Only these, or all but these: events (`authn_login_fail`), or those of a detail (`authn_token_reuse late`), whatever stands behind it. */
  events?: { in: string[] } | { notIn: string[] };
  since?: Date;
  limit: number;
};

/** Newest first. */
export function findAuditEvents(db: Db, { userId, event, events, since, limit }: AuditQuery): Promise<AuditEventRow[]> {
  return db.auditEvent.findMany({
    where: {
      ...(userId && { userId }),
      ...(event && { event }),
      ...(events && ('in' in events ? { OR: events.in.map(ofKind) } : { AND: events.notIn.map(ofOtherKinds) })),
      ...(since && { at: { gte: since } }),
    },
    orderBy: { id: 'desc' },
    take: limit,
  });
}

/**
 * The events of a user or a request from `from` until before `to`, oldest first. There is no index on requests: their time
 * should be short.
 */
export function findAuditEventsBetween(
  db: Db,
  of: { userId: string } | { requestId: string },
  { from, to }: { from: Date; to: Date },
): Promise<AuditEventRow[]> {
  return db.auditEvent.findMany({
    where: { ...of, at: { gte: from, lt: to } },
    orderBy: { id: 'asc' },
    take: MAX_EVENTS_BETWEEN,
  });
}

const MAX_EVENTS_BETWEEN = 1000;

function ofKind(kind: string) {
  const [event = '', detail] = kind.split(' ');
  return { event, ...(detail && { OR: [{ detail }, { detail: { startsWith: `${detail} ` } }] }) };
}

/** Not the negation of the above in SQL, where no detail is neither equal to one nor unequal. */
function ofOtherKinds(kind: string) {
  const [event = '', detail] = kind.split(' ');
  if (!detail) return { event: { not: event } };
  const isOther = { AND: [{ detail: { not: detail } }, { NOT: { detail: { startsWith: `${detail} ` } } }] };
  return { OR: [{ event: { not: event } }, { detail: null }, isOther] };
}

/** @param withoutUser the limit for events without a user */
export async function deleteAuditEventsBefore(
  db: Db,
  { all, withoutUser }: { all: Date; withoutUser: Date },
  signal?: AbortSignal,
): Promise<void> {
  // Two statements: each has an index of its own.
  await inBatches(
    () => db.$executeRaw`
      DELETE FROM audit_events WHERE id IN (SELECT id FROM audit_events WHERE at < ${all} LIMIT ${BATCH_ROWS})`,
    signal,
  );
  await inBatches(
    () => db.$executeRaw`
      DELETE FROM audit_events WHERE id IN (
        SELECT id FROM audit_events WHERE user_id IS NULL AND at < ${withoutUser} LIMIT ${BATCH_ROWS})`,
    signal,
  );
}
