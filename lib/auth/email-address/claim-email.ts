import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { isUniqueViolation } from '../../data/database-errors';
import { deleteInvitationsTo } from '../../data/invitations';
import { isEmailReserved } from '../../data/one-time-links';
import { inTransaction } from '../../data/transaction';
import { emailTaken } from '../../errors';

/**
 * Gives an address to a user: all of `work`, or nothing. The unique index decides a race, and an address
 * that was another account's until recently stays reserved for its owner. Nobody can be invited to it any more.
 * @param work returns whose the address is then
 * @throws AuthError `invalid_fields` when it is taken
 */
export async function claimEmail<User extends { id: string }>(
  email: string,
  work: (tx: Db) => Promise<User>,
  ctx: RequestContext,
): Promise<User> {
  try {
    return await inTransaction(ctx, async (tx) => {
      const user = await work(tx);
      // Asked last: what a change elsewhere reserved while this one waited for the index is seen now.
      if (await isEmailReserved(tx, email, { exceptUserId: user.id, now: ctx.now() })) throw emailTaken();
      await deleteInvitationsTo(tx, email);
      return user;
    });
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken() : error;
  }
}
