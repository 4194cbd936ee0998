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
  if (!ctx.config.rateLimits) return;
  const now = ctx.now();
  const key = limitKey(ctx.vault, subject);
  const expiresAt = addSeconds(now, windowSeconds);
  const latest = addSeconds(expiresAt, CLOCK_LEEWAY_SECONDS);
  if (await increment(db, key, { limit: perWindow, now, expiresAt, latest })) return;
  const [counter] = await findCounters(db, [key], now);
  throw throttled(counter?.expiresAt ?? expiresAt, now);
}
