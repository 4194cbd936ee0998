import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { findPendingEmail, revokeLinks } from '../../data/one-time-links';
import { inTransaction } from '../../data/transaction';
import { lockUser } from '../../data/users';
import { requireSession } from '../sessions/require-session';

/**
 * A change of the email that waits for its link waits no more: it may have gone to a mistyped address.
 * @throws AuthError `not_authenticated`, `bearer_not_valid`
 */
export async function cancelEmailChange(_input: unknown, ctx: RequestContext): Promise<void> {
  const { userId } = await requireSession(ctx);
  await inTransaction(ctx, async (tx) => {
    await lockUser(tx, userId);
    if ((await findPendingEmail(tx, userId, ctx.now())) === null) return;
    await revokeLinks(tx, userId, ['change'], ctx.now());
    await recordEvent(tx, { event: 'user_updated', detail: 'change-cancelled', userId }, ctx);
  });
}
