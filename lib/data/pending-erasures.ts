import type { Db } from './database';
import type { PendingErasure } from './generated/client';

/** A user who was deleted, and the pseudonym that the rest of their events is to get. */
export type Erasure = PendingErasure;

/** Takes the transaction that deletes the user: a crash after it leaves the row, and the row says what is to be done. */
export async function insertPendingErasure(tx: Db, erasure: Erasure): Promise<void> {
  await tx.pendingErasure.create({ data: erasure, select: { userId: true } });
}

export function findPendingErasures(db: Db, limit: number): Promise<Erasure[]> {
  return db.pendingErasure.findMany({ take: limit });
}

/** Unless another instance was faster. */
export async function deletePendingErasure(db: Db, userId: string): Promise<void> {
  await db.pendingErasure.deleteMany({ where: { userId } });
}
