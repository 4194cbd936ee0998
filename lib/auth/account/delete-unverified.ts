import type { Context, RequestContext } from '../../context';
import { BATCH_ROWS, inBatches } from '../../data/in-batches';
import { inTransaction } from '../../data/transaction';
import { findNeverVerified, lockUser } from '../../data/users';
import { contextWithoutRequest } from '../../system-context';
import { eraseUser } from './erase-user';

/**
 * Deletes the accounts that were never verified and have had no session since an instant, each as its owner would, and in
 * a transaction of its own, so that no request waits for all of them.
 * @param unusedSince by when the account was there, and since when it was not used
 * @param signal ends it between two
 */
export async function deleteUnverified(unusedSince: Date, context: Context, signal?: AbortSignal): Promise<void> {
  const ctx = contextWithoutRequest(context, 'housekeeping');
  await inBatches(async () => {
    const ids = await findNeverVerified(ctx.db, { unusedSince, now: ctx.now(), limit: BATCH_ROWS });
    for (const id of ids) {
      if (signal?.aborted) break;
      await deleteOne(id, unusedSince, ctx);
    }
    return ids.length;
  }, signal);
}

/** Unless it was verified or used meanwhile, or another instance was faster. */
function deleteOne(id: string, unusedSince: Date, ctx: RequestContext): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, id);
    const [stillUnused] = await findNeverVerified(tx, { id, unusedSince, now: ctx.now(), limit: 1 });
    if (user && stillUnused) await eraseUser(tx, user, ctx, 'never-verified');
  });
}
