import type { Db } from './database';
import type { AuditEvent } from './generated/client';

export type AuditEventRow = AuditEvent;

export type NewAuditEvent = Omit<AuditEvent, 'id'>;

export async function insertAuditEvent(db: Db, event: NewAuditEvent): Promise<void> {
  await db.auditEvent.create({ data: event, select: { id: true } });
}

/** Newest first. */
export function findAuditEvents(
  db: Db,
  { userId, event, since, limit }: { userId?: string; event?: string; since?: Date; limit: number },
): Promise<AuditEventRow[]> {
  return db.auditEvent.findMany({
    where: { ...(userId && { userId }), ...(event && { event }), ...(since && { at: { gte: since } }) },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
}

/** What is left of a deleted user's events: that they happened, under a name that leads to nobody. */
export async function pseudonymiseAuditEvents(db: Db, userId: string, pseudonym: string): Promise<void> {
  await db.auditEvent.updateMany({ where: { userId }, data: { userId: pseudonym, address: null, agent: null } });
}

const BATCH = 5000;

/** In steps, each done within the time that statements have. `strangers`: those of no account. */
export async function deleteAuditEventsBefore(
  db: Db,
  { all, strangers }: { all: Date; strangers: Date },
): Promise<void> {
  for (;;) {
    const deleted = await db.$executeRaw`
      DELETE FROM audit_events WHERE id IN (
        SELECT id FROM audit_events WHERE at < ${all} OR (user_id IS NULL AND at < ${strangers}) LIMIT ${BATCH})`;
    if (deleted < BATCH) return;
  }
}
