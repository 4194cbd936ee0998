import { recordDeletion } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { pseudonymiseAuditEvents } from '../../data/audit-events';
import type { Db } from '../../data/database';
import { findFormerEmails } from '../../data/one-time-links';
import { deleteUser, type UserRow } from '../../data/users';
import { enqueueChangeNotice } from '../../mail/enqueue';
import { newId } from '../../tokens/ids';

/**
 * Deletes a user from every table and queue. The audit events stay, under a pseudonym. The notice of deletion is the only
 * mail left, and is deleted when it is sent: to the email, if it was verified, and to former ones whose owner could still
 * restore the account.
 * @param user locked by this transaction
 * @param detail why, where neither the owner nor an operator wanted it
 */
export async function eraseUser(
  tx: Db,
  { id, email, emailVerifiedAt }: UserRow,
  ctx: RequestContext,
  detail?: 'never-verified',
): Promise<void> {
  const now = ctx.now();
  const formerEmails = await findFormerEmails(tx, id, now);
  const pseudonym = newId(now);
  // First the user: a request that records an event of theirs has done so before, or no longer finds the user.
  await deleteUser(tx, id);
  await pseudonymiseAuditEvents(tx, id, pseudonym);
  // Always in the same order: two deletions must not wait for each other's recipients.
  for (const to of [...new Set([email, ...formerEmails])].sort()) {
    await ctx.signInThrottle.resetFailures(tx, to);
    const isFormer = formerEmails.includes(to); // mailed its link because it was verified
    const reader = { userId: null, verifiedAt: isFormer ? now : emailVerifiedAt };
    await enqueueChangeNotice(tx, { kind: 'account-deleted', to, deletedAt: now.toISOString() }, reader, ctx);
  }
  await recordDeletion(tx, { pseudonym, ...(detail && { detail }) }, ctx);
}
