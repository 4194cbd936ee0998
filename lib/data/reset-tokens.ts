import type { Db } from './database';

export async function insertResetToken(
  db: Db,
  token: { userId: string; tokenHash: Uint8Array<ArrayBuffer>; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await db.resetToken.create({ data: token, select: { id: true } });
}

export function countResetTokensSince(db: Db, userId: string, since: Date): Promise<number> {
  return db.resetToken.count({ where: { userId, createdAt: { gt: since } } });
}

/** Whose link it is, while it is good. */
export async function findLiveResetToken(
  db: Db,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<{ userId: string; email: string } | null> {
  const row = await db.resetToken.findFirst({
    where: { tokenHash, usedAt: null, expiresAt: { gt: now } },
    select: { userId: true, user: { select: { email: true } } },
  });
  return row && { userId: row.userId, email: row.user.email };
}

/** Single use in one statement. @returns false for all but one of many at once. */
export async function useResetToken(db: Db, tokenHash: Uint8Array<ArrayBuffer>, now: Date): Promise<boolean> {
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
export async function deleteResetTokensExpiredBefore(db: Db, instant: Date): Promise<number> {
  const { count } = await db.resetToken.deleteMany({ where: { expiresAt: { lt: instant } } });
  return count;
}
