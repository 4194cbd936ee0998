import type { RequestContext } from '../context';
import type { Db } from '../data/database';
import { inTransaction } from '../data/transaction';
import { lockUser, type UserRow } from '../data/users';
import { AuthError } from '../errors';
import { requireUser, type UserRef } from './find-user';

/** Runs `work` in a transaction that locks the user. @throws AuthError `user_not_found` */
export async function withLocked<Result>(
  ref: UserRef,
  ctx: RequestContext,
  work: (tx: Db, user: UserRow) => Promise<Result>,
): Promise<Result> {
  const { id } = await requireUser(ref, ctx);
  return inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, id);
    if (!user) throw new AuthError('user_not_found');
    return work(tx, user);
  });
}
