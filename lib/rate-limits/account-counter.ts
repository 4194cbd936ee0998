import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { findCounters, increment } from '../data/rate-limit-counters';
import { addSeconds, CLOCK_LEEWAY_SECONDS } from '../time';
import { limitKey } from './limit-key';
import { throttled } from './throttled';

export type Counter = { vault: Vault; config: { rateLimits: boolean }; now(): Date };

/**
 * Counts what an account may do so often in a time.
 * @param subject what is counted, and of which account
 * @throws AuthError `throttled` for the one too many
 */
export async function countForAccount(
  db: Db,
  subject: string,
  { perWindow, windowSeconds }: { perWindow: number; windowSeconds: number },
  ctx: Counter,
): Promise<void> {
  if (await countIfRoom(db, subject, { perWindow, windowSeconds }, ctx)) return;
  const now = ctx.now();
  const [counter] = await findCounters(db, [limitKey(ctx.vault, subject)], now);
  throw throttled(counter?.expiresAt ?? addSeconds(now, windowSeconds), now);
}

/** The same for what is left out rather than rejected. @returns false for the one too many, which is not counted */
export async function countIfRoom(
  db: Db,
  subject: string,
  { perWindow, windowSeconds }: { perWindow: number; windowSeconds: number },
  ctx: Counter,
): Promise<boolean> {
  if (!ctx.config.rateLimits) return true;
  const now = ctx.now();
  const expiresAt = addSeconds(now, windowSeconds);
  const latest = addSeconds(expiresAt, CLOCK_LEEWAY_SECONDS);
  return increment(db, limitKey(ctx.vault, subject), { limit: perWindow, now, expiresAt, latest });
}
