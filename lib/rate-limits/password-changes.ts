import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { findCounters, increment } from '../data/rate-limit-counters';
import { addSeconds, CLOCK_LEEWAY_SECONDS } from '../time';
import { type LimitKey, limitKey } from './limit-key';
import { PASSWORD_CHANGES } from './policy';
import { throttled } from './throttled';

type Counter = { vault: Vault; config: { rateLimits: boolean }; now(): Date };

/** Looks whether an account may change its password once more; counts nothing. @throws AuthError `throttled` */
export async function assertPasswordChangeAllowed(userId: string, ctx: Counter & { db: Db }): Promise<void> {
  if (!ctx.config.rateLimits) return;
  const until = await findEnd(ctx.db, userId, ctx);
  if (until) throw throttled(until, ctx.now());
}

/** Counts a change with the transaction that makes it. @throws AuthError `throttled` for the one too many */
export async function recordPasswordChange(tx: Db, userId: string, ctx: Counter): Promise<void> {
  if (!ctx.config.rateLimits) return;
  const now = ctx.now();
  const expiresAt = addSeconds(now, PASSWORD_CHANGES.windowSeconds);
  const window = {
    limit: PASSWORD_CHANGES.perWindow,
    now,
    expiresAt,
    latest: addSeconds(expiresAt, CLOCK_LEEWAY_SECONDS),
  };
  if (await increment(tx, keyOf(userId, ctx), window)) return;
  throw throttled((await findEnd(tx, userId, ctx)) ?? expiresAt, now);
}

async function findEnd(db: Db, userId: string, ctx: Counter): Promise<Date | null> {
  const now = ctx.now();
  const [counter] = await findCounters(db, [keyOf(userId, ctx)], now);
  if (!counter || counter.count < PASSWORD_CHANGES.perWindow) return null;
  // One further off than the whole window was set by a clock that was ahead.
  const latest = addSeconds(now, PASSWORD_CHANGES.windowSeconds + CLOCK_LEEWAY_SECONDS);
  return counter.expiresAt <= latest ? counter.expiresAt : null;
}

const keyOf = (userId: string, { vault }: Counter) => passwordChangeCounter(userId, vault);

export const passwordChangeCounter = (userId: string, vault: Vault): LimitKey =>
  limitKey(vault, `password-changes ${userId}`);
