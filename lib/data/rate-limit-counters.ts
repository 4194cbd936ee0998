import type { Db } from './database';
import type { Tally } from './generated/client';
import { BATCH_ROWS, inBatches } from './in-batches';

type Key = Uint8Array<ArrayBuffer>;

/** Those of `keys` that still mean something. */
export function findCounters(db: Db, keys: Key[], now: Date): Promise<Tally[]> {
  return db.tally.findMany({ where: { key: { in: keys }, expiresAt: { gt: now } } });
}

/**
 * One more, in one statement, unless there are `limit` already.
 * @param of.latest no window that begins now ends later: one that does was set by a clock that was ahead, and is over
 * @returns false for the one too many, which is not counted
 */
export async function increment(
  db: Db,
  key: Key,
  { limit, now, expiresAt, latest }: { limit: number; now: Date; expiresAt: Date; latest: Date },
): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    INSERT INTO tallies AS t (key, count, expires_at) VALUES (${key}, 1, ${expiresAt})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN t.expires_at > ${now} AND t.expires_at <= ${latest} THEN t.count + 1 ELSE 1 END,
      expires_at = CASE WHEN t.expires_at > ${now} AND t.expires_at <= ${latest} THEN t.expires_at ELSE excluded.expires_at END
    WHERE t.count < ${limit} OR t.expires_at <= ${now} OR t.expires_at > ${latest}
    RETURNING 1`;
  return rows.length === 1;
}

/**
 * Puts a tally in the place of the one that was looked at, in one statement.
 * @param seen null where there was none, or none that meant anything
 * @returns false where another was faster
 */
export async function compareAndSet(
  db: Db,
  seen: Tally | null,
  { key, count, waitsUntil, expiresAt }: Tally & { key: Key },
  now: Date,
): Promise<boolean> {
  if (seen) {
    // Never made anew: it may have been forgotten since, by a success.
    const { count: replaced } = await db.tally.updateMany({
      where: { key, count: seen.count, expiresAt: { gt: now } },
      data: { count, waitsUntil, expiresAt },
    });
    return replaced === 1;
  }
  const rows = await db.$queryRaw<unknown[]>`
    INSERT INTO tallies AS t (key, count, waits_until, expires_at)
    VALUES (${key}, ${count}, ${waitsUntil}, ${expiresAt})
    ON CONFLICT (key) DO UPDATE SET
      count = excluded.count, waits_until = excluded.waits_until, expires_at = excluded.expires_at
    WHERE t.expires_at <= ${now}
    RETURNING 1`;
  return rows.length === 1;
}

/**
 * Forgets a tally, unless a wait has begun.
 * @param of.passed a wait that is none
 * @returns until when that is, else null
 */
export async function clearUnlessBlocked(
  db: Db,
  key: Key,
  { now, passed }: { now: Date; passed: Date | null },
): Promise<Date | null> {
  const { count } = await db.tally.deleteMany({
    where: { key, OR: [{ waitsUntil: passed }, { waitsUntil: null }, { waitsUntil: { lte: now } }] },
  });
  if (count > 0) return null;
  const waiting = await db.tally.findFirst({ where: { key, waitsUntil: { gt: now } }, select: { waitsUntil: true } });
  return waiting?.waitsUntil ?? null;
}

/** Notes, or notes again, that something is so until `expiresAt`. */
export async function markTally(db: Db, key: Key, expiresAt: Date): Promise<void> {
  await db.tally.upsert({
    where: { key },
    create: { key, count: 0, expiresAt },
    update: { expiresAt },
    select: { count: true },
  });
}

export async function clear(db: Db, key: Key): Promise<void> {
  await db.tally.deleteMany({ where: { key } });
}

/** Forgets a tally of at least `count`. */
export async function clearFromCount(db: Db, key: Key, count: number): Promise<void> {
  await db.tally.deleteMany({ where: { key, count: { gte: count } } });
}

/**
 * Deletes those that mean nothing any more, and of the counters what is over `most`, first the ones
 * that end first. What only notes that something is so (a count of 0) does not have to yield.
 */
export async function pruneCounters(db: Db, now: Date, most: number, signal?: AbortSignal): Promise<void> {
  await inBatches(
    () => db.$executeRaw`
      DELETE FROM tallies WHERE key IN (
        SELECT key FROM tallies WHERE expires_at <= ${now} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
  let over = (await db.tally.count({ where: { count: { gt: 0 } } })) - most;
  await inBatches(async () => {
    const rows = Math.max(0, Math.min(over, BATCH_ROWS));
    over -= BATCH_ROWS;
    return db.$executeRaw`
      DELETE FROM tallies WHERE key IN (
        SELECT key FROM tallies WHERE count > 0 ORDER BY expires_at LIMIT ${rows} FOR UPDATE SKIP LOCKED)`;
  }, signal);
}
