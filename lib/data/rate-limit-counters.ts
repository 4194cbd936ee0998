import { addSeconds, hours } from '../time';
import type { Db } from './database';
import { type RateLimitCounter as CounterRow, Prisma } from './generated/client';
import { BATCH_ROWS, inBatches } from './in-batches';

type Key = Uint8Array<ArrayBuffer>;

export type RateLimitCounter = Omit<CounterRow, 'accountKey'>;

/** Those of `keys` that have not expired. */
export function findCounters(db: Db, keys: Key[], now: Date): Promise<RateLimitCounter[]> {
  return db.rateLimitCounter.findMany({
    where: { key: { in: keys }, expiresAt: { gt: now } },
    omit: { accountKey: true },
  });
}

/**
 * Adds one, in one statement, unless the counter has reached `limit`.
 * @param of.latest no window that starts now ends later: one that does was set by a clock that was ahead, and is over
 * @returns false for the attempt above the limit, which is not counted
 */
export async function increment(
  db: Db,
  key: Key,
  { limit, now, expiresAt, latest }: { limit: number; now: Date; expiresAt: Date; latest: Date },
): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    INSERT INTO rate_limit_counters AS c (key, count, expires_at) VALUES (${key}, 1, ${expiresAt})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN c.expires_at > ${now} AND c.expires_at <= ${latest} THEN c.count + 1 ELSE 1 END,
      expires_at = CASE WHEN c.expires_at > ${now} AND c.expires_at <= ${latest} THEN c.expires_at ELSE excluded.expires_at END
    WHERE c.count < ${limit} OR c.expires_at <= ${now} OR c.expires_at > ${latest}
    RETURNING 1`;
  return rows.length === 1;
}

/**
 * Replaces a counter by its next value, in one statement, if it is still as it was seen.
 * @param seen null where there was none, or an expired one
 * @returns false where another request changed it first
 */
export async function compareAndSet(
  db: Db,
  seen: RateLimitCounter | null,
  { key, count, blockedUntil, expiresAt, accountKey }: CounterRow & { key: Key; accountKey: Key | null },
  now: Date,
): Promise<boolean> {
  if (seen) {
    // Never inserted again: a success may have cleared it since.
    const { count: replaced } = await db.rateLimitCounter.updateMany({
      where: { key, count: seen.count, expiresAt: { gt: now } },
      data: { count, blockedUntil, expiresAt, accountKey },
    });
    return replaced === 1;
  }
  const rows = await db.$queryRaw<unknown[]>`
    INSERT INTO rate_limit_counters AS c (key, count, blocked_until, expires_at, account_key)
    VALUES (${key}, ${count}, ${blockedUntil}, ${expiresAt}, ${accountKey})
    ON CONFLICT (key) DO UPDATE SET
      count = excluded.count, blocked_until = excluded.blocked_until, expires_at = excluded.expires_at,
      account_key = excluded.account_key
    WHERE c.expires_at <= ${now}
    RETURNING 1`;
  return rows.length === 1;
}

/**
 * Clears a counter, unless it blocks.
 * @param of.passed the end of a block that was seen and does not count
 * @returns until when the counter blocks, else null
 */
export async function clearUnlessBlocked(
  db: Db,
  key: Key,
  { now, passed }: { now: Date; passed: Date | null },
): Promise<Date | null> {
  const { count } = await db.rateLimitCounter.deleteMany({
    where: { key, OR: [{ blockedUntil: passed }, { blockedUntil: null }, { blockedUntil: { lte: now } }] },
  });
  if (count > 0) return null;
  const blocking = { where: { key, blockedUntil: { gt: now } }, select: { blockedUntil: true } };
  return (await db.rateLimitCounter.findFirst(blocking))?.blockedUntil ?? null;
}

export async function clear(db: Db, key: Key): Promise<void> {
  await db.rateLimitCounter.deleteMany({ where: { key } });
}

/** Clears a counter of at least `count`. */
export async function clearFromCount(db: Db, key: Key, count: number): Promise<void> {
  await db.rateLimitCounter.deleteMany({ where: { key, count: { gte: count } } });
}

/** Longer than the windows of an hour, whose counters are limits in force. Those of accounts last for weeks. */
const SHORT_LIVED_SECONDS = hours(2);

/** A row has more, with its header and a key of 32 bytes. */
const LEAST_ROW_BYTES = 64;

/**
 * Deletes the expired counters, and of the others what is above `most`: those first that expire first, but for the
 * short-lived ones, since a client that fills the table would reset with them what limits it. Those that block an account
 * go last, since it would have its free attempts again.
 */
export async function pruneCounters(db: Db, now: Date, most: number, signal?: AbortSignal): Promise<void> {
  await inBatches(
    () => db.$executeRaw`
      DELETE FROM rate_limit_counters WHERE key IN (
        SELECT key FROM rate_limit_counters WHERE expires_at <= ${now} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
  if (await isTooSmallFor(db, most)) return;
  let over = (await db.rateLimitCounter.count()) - most;
  const idle = Prisma.sql`AND (blocked_until IS NULL OR blocked_until <= ${now})`;
  for (const { from, which } of [
    { from: addSeconds(now, SHORT_LIVED_SECONDS), which: idle },
    { from: now, which: idle },
    { from: now, which: Prisma.empty },
  ]) {
    await inBatches(async () => {
      if (over <= 0) return 0;
      const deleted = await db.$executeRaw`
        DELETE FROM rate_limit_counters WHERE key IN (
          SELECT key FROM rate_limit_counters WHERE expires_at > ${from} ${which}
          ORDER BY expires_at LIMIT ${Math.min(over, BATCH_ROWS)} FOR UPDATE SKIP LOCKED)`;
      over -= deleted;
      return deleted;
    }, signal);
  }
}

/** By the size of its file, which is always known: to count its rows reads all of them. */
async function isTooSmallFor(db: Db, rows: number): Promise<boolean> {
  const [table] = await db.$queryRaw<{ bytes: bigint }[]>`
    SELECT pg_relation_size('rate_limit_counters'::regclass) AS bytes`;
  return table !== undefined && table.bytes <= rows * LEAST_ROW_BYTES;
}
