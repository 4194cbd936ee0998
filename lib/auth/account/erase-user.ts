import { recordDeletion } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { pseudonymiseAuditEvents } from '../../data/audit-events';
import type { Db } from '../../data/database';
import { BATCH_ROWS } from '../../data/in-batches';
import { findFormerEmails } from '../../data/one-time-links';
import { type Erasure, insertPendingErasure } from '../../data/pending-erasures';
import { deleteUser, type UserRow } from '../../data/users';
import { enqueueChangeNotice } from '../../mail/enqueue';
import { newId } from '../../tokens/ids';

/**
 * Deletes a user from every table and queue. The audit events stay, under a pseudonym. The notice of deletion is the only
 * mail left, and is deleted when it is sent: to the email, if it was verified, and to former ones whose owner could still
 * restore the account. A transaction has no time for a trail of any length: of a long one it takes the first batch, and
 * stores that there are more.
 * @param user locked by this transaction
 * @param detail why, where neither the owner nor an operator wanted it
 * @returns what `finishErasure` is to do after the commit, or null
 */
export async function eraseUser(
  tx: Db,
  { id, email, emailVerifiedAt }: UserRow,
  ctx: RequestContext,
  detail?: 'never-verified',
): Promise<Erasure | null> {
  const now = ctx.now();
  const formerEmails = await findFormerEmails(tx, id, now);
  const erasure = { userId: id, pseudonym: newId(now) };
  // First the user: a request that records an event of theirs has done so before, or no longer finds the user.
  await deleteUser(tx, id);
  const isLongTrail = (await pseudonymiseAuditEvents(tx, erasure)) === BATCH_ROWS;
  if (isLongTrail) await insertPendingErasure(tx, erasure);
  // Always in the same order: two deletions must not wait for each other's recipients.
  for (const to of [...new Set([email, ...formerEmails])].sort()) {
    await ctx.signInThrottle.resetFailures(tx, to);
    const isFormer = formerEmails.includes(to); // mailed its link because it was verified
    const reader = { userId: null, verifiedAt: isFormer ? now : emailVerifiedAt };
    await enqueueChangeNotice(tx, { kind: 'account-deleted', to, deletedAt: now.toISOString() }, reader, ctx);
  }
  await recordDeletion(tx, { pseudonym: erasure.pseudonym, ...(detail && { detail }) }, ctx);
  return isLongTrail ? erasure : null;
}
