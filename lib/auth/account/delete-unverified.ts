import type { Context, RequestContext } from '../../context';
import { BATCH_ROWS, inBatches } from '../../data/in-batches';
import { inTransaction } from '../../data/transaction';
import { findNeverVerified, lockUser } from '../../data/users';
import { contextWithoutRequest } from '../../system-context';
import { eraseUser } from './erase-user';

/**
 * Deletes the accounts that were never verified and have had no session since an instant, each as its owner would, and in
 * a transaction of its own, so that no request waits for all of them. One that cannot be deleted is logged, and the next
 * ones are deleted all the same.
 * @param unusedSince by when the account was there, and since when it was not used
 * @param signal ends it between two
 */
export async function deleteUnverified(unusedSince: Date, context: Context, signal?: AbortSignal): Promise<void> {
  const ctx = contextWithoutRequest(context, 'housekeeping');
  const failed: string[] = [];
  await inBatches(async () => {
    const ids = await findNeverVerified(ctx.db, { except: failed, unusedSince, now: ctx.now(), limit: BATCH_ROWS });
    for (const id of ids) {
      if (signal?.aborted) break;
      if (await tryDelete(id, unusedSince, ctx)) continue;
      failed.push(id);
      // The others are asked for again: where the database is away that fails, instead of each of them.
      return BATCH_ROWS;
    }
    return ids.length;
  }, signal);
}

async function tryDelete(userId: string, unusedSince: Date, ctx: RequestContext): Promise<boolean> {
  try {
    await deleteOne(userId, unusedSince, ctx);
    return true;
  } catch (error) {
    ctx.log.warn({ err: error, userId }, 'unverified account not deleted; housekeeping tries again later');
    return false;
  }
}

/** Unless it was verified or used meanwhile, or another instance was faster. */
function deleteOne(id: string, unusedSince: Date, ctx: RequestContext): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, id);
    const [stillUnused] = await findNeverVerified(tx, { id, unusedSince, now: ctx.now(), limit: 1 });
    if (user && stillUnused) await eraseUser(tx, user, ctx, 'never-verified');
  });
}
