import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context';
import { pseudonymiseAuditEvents } from '../../data/audit-events';
import { BATCH_ROWS, inBatches } from '../../data/in-batches';
import { deletePendingErasure, type Erasure, findPendingErasures } from '../../data/pending-erasures';
import { REQUEST_TIMEOUTS } from '../../timeouts';

/**
 * Puts the events that the deletion of a user has left under the pseudonym, before the deletion is reported. Of a trail that
 * is too long for one request the rest follows by itself. Never throws: the account is deleted, and housekeeping tries again.
 * @param erasure as `eraseUser` returns it, after its transaction
 */
export async function finishErasure(erasure: Erasure | null, ctx: Context): Promise<void> {
  if (!erasure) return;
  const finished = new AbortController();
  const finishing = finishOne(erasure, ctx, { pauseMs: 0 }).finally(() => finished.abort());
  const waiting = sleep(REQUEST_TIMEOUTS.erasureWaitMs, undefined, { signal: finished.signal }).catch(() => {});
  await Promise.race([finishing, waiting]);
}

/** Finishes what was interrupted. @param signal ends it between two batches */
export async function finishErasures(ctx: Context, signal?: AbortSignal): Promise<void> {
  for (const erasure of await findPendingErasures(ctx.db, BATCH_ROWS)) {
    if (signal?.aborted) return;
    await finishOne(erasure, ctx, { signal });
  }
}

async function finishOne(
  erasure: Erasure,
  { db, log }: Context,
  { signal, pauseMs }: { signal?: AbortSignal | undefined; pauseMs?: number },
): Promise<void> {
  try {
    await inBatches(() => pseudonymiseAuditEvents(db, erasure), signal, pauseMs);
    if (!signal?.aborted) await deletePendingErasure(db, erasure.userId);
  } catch (error) {
    log.warn({ err: error }, 'events of a deleted account are not under its pseudonym yet; housekeeping tries again');
  }
}
