import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { endSessionsOfUser } from '../../data/sessions';
import { inTransaction } from '../../data/transaction';
import { lockUser } from '../../data/users';
import { requireSession } from './require-session';

/**
 * Ends every session of the user but the one that asks.
 * @throws AuthError `not_authenticated`, `bearer_not_valid`
 */
export async function endOtherSessions(_input: unknown, ctx: RequestContext): Promise<void> {
  const { id, userId } = await requireSession(ctx);
  await inTransaction(ctx, async (tx) => {
    await lockUser(tx, userId); // before the sessions, as a deletion does
    const ended = await endSessionsOfUser(tx, userId, ctx.now(), { except: id });
    if (ended > 0) await recordEvent(tx, { event: 'authn_token_revoked', detail: 'sessions-ended', userId }, ctx);
  });
}
