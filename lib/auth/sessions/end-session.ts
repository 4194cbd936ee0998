import type { AuditEventKind } from '../../audit/events';
import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { endSession } from '../../data/sessions';
import { inTransaction } from '../../data/transaction';
import { lockUser } from '../../data/users';

/** Ends a session, and records why; one that has ended before is left as it is. */
export function endSessionById(
  { id, userId }: { id: string; userId: string },
  why: AuditEventKind,
  ctx: RequestContext,
): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    await lockUser(tx, userId); // before the session, as a deletion does: else each could wait for the other
    if (await endSession(tx, id, ctx.now())) await recordEvent(tx, { ...why, userId, sessionId: id }, ctx);
  });
}
