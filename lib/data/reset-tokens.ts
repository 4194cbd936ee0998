import type { Db } from './database';
import { BATCH_ROWS, inBatches } from './in-batches';

export async function insertResetToken(
  db: Db,
  token: { userId: string; tokenHash: Uint8Array<ArrayBuffer>; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await db.resetToken.create({ data: token, select: { id: true } });
}

/** When the links were made that are younger than `since`, newest first. */
export async function findResetTokenTimes(db: Db, userId: string, since: Date): Promise<Date[]> {
  const tokens = await db.resetToken.findMany({
    where: { userId, createdAt: { gt: since } },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true },
  });
  return tokens.map(({ createdAt }) => createdAt);
}

/** Whose link it is, while it is good: the account enabled. */
export async function findLiveResetToken(
  db: Db,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<{ userId: string; email: string } | null> {
  const row = await db.resetToken.findFirst({
    where: { tokenHash, usedAt: null, expiresAt: { gt: now }, user: { disabledAt: null } },
    select: { userId: true, user: { select: { email: true } } },
  });
  return row && { userId: row.userId, email: row.user.email };
}

/** Single use in one statement. @returns false for all but one of many at once. */
export async function spendResetToken(db: Db, tokenHash: Uint8Array<ArrayBuffer>, now: Date): Promise<boolean> {
  const { count } = await db.resetToken.updateMany({
    where: { tokenHash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return count === 1;
}

export async function voidResetTokensOfUser(db: Db, userId: string, now: Date): Promise<void> {
  await db.resetToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } });
}

/** Expired and too old to count towards a mail budget. */
export function deleteResetTokensExpiredBefore(db: Db, instant: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM reset_tokens WHERE id IN (
        SELECT id FROM reset_tokens WHERE expires_at < ${instant} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}

/** When links were asked for, and what became of them; newest first. */
export function findResetTokensOfUser(
  db: Db,
  userId: string,
): Promise<{ createdAt: Date; expiresAt: Date; usedAt: Date | null }[]> {
  return db.resetToken.findMany({
    where: { userId },
    orderBy: { id: 'desc' },
    select: { createdAt: true, expiresAt: true, usedAt: true },
  });
}
