import type { RequestContext } from '../../context';
import { inTransaction } from '../../data/transaction';
import { lockUnchangedCredential, lockUser } from '../../data/users';
import { AuthError } from '../../errors';
import { requireSession } from '../sessions/require-session';
import { reauthenticate } from '../sign-in/reauthenticate';
import { eraseUser } from './erase-user';
import { finishErasure } from './finish-erasure';

/**
 * Deletes the account of the signed-in user.
 * @throws AuthError `not_authenticated`, `bearer_not_valid`, `wrong_password`, `throttled`
 */
export async function deleteAccount({ password }: { password: string }, ctx: RequestContext): Promise<void> {
  const session = await requireSession(ctx);
  const { changedAt } = await reauthenticate(session, { password, field: 'password' }, ctx);
  const erasure = await inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, session.userId);
    if (!user || !(await lockUnchangedCredential(tx, user.id, changedAt))) throw new AuthError('not_authenticated');
    return eraseUser(tx, user, ctx);
  });
  await finishErasure(erasure, ctx);
}
