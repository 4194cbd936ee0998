import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { clear, findCounters, increment } from '../data/rate-limit-counters';
import { addSeconds, CLOCK_LEEWAY_SECONDS } from '../time';
import { limitKey } from './limit-key';
import { SIGN_INS } from './policy';
import { throttled } from './throttled';

type Counter = { vault: Vault; config: { rateLimits: boolean }; now(): Date };

/**
 * Counts a sign-in with the transaction that begins its session: never one without the right password, so that no one
 * else can use the room of an account's owner up, nor learn of it.
 * @throws AuthError `throttled` for the one too many
 */
export async function recordSignIn(tx: Db, userId: string, ctx: Counter): Promise<void> {
  if (!ctx.config.rateLimits) return;
  const now = ctx.now();
  const key = keyOf(userId, ctx);
  const expiresAt = addSeconds(now, SIGN_INS.windowSeconds);
  const latest = addSeconds(expiresAt, CLOCK_LEEWAY_SECONDS);
  if (await increment(tx, key, { limit: SIGN_INS.perWindow, now, expiresAt, latest })) return;
  const [counter] = await findCounters(tx, [key], now);
  throw throttled(counter?.expiresAt ?? expiresAt, now);
}

/** The owner has shown to read the account's mail, and set another password: sign-ins with the former one no longer count. */
export async function resetSignIns(tx: Db, userId: string, ctx: Counter): Promise<void> {
  await clear(tx, keyOf(userId, ctx));
}

const keyOf = (userId: string, { vault }: Counter) => limitKey(vault, `sign-ins ${userId}`);
