import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { inTransaction } from '../../data/transaction';
import { lockUser, type UserRow } from '../../data/users';
import { issueAndMailLink, issueLink, nextLinkAllowedAt } from '../links/one-time-links';

/**
 * Mails a link to choose a new password, within the budgets of the account and of the recipient. The mail
 * `account-exists` is for an owner who may have forgotten the account.
 * @param found the user as it was found: one that has changed its address or was disabled since gets no link
 * @returns whether a mail was enqueued
 */
export function sendResetLink(
  found: UserRow,
  kind: 'reset-link' | 'account-exists',
  ctx: RequestContext,
): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, found.id);
    if (!user || user.email !== found.email || user.disabledAt) return false;
    if (await nextLinkAllowedAt(tx, user.id, 'reset', ctx)) return false;
    const { id: userId, email } = user;
    const issue = () => issueLink(tx, { userId, purpose: 'reset', email }, ctx);
    if (!(await issueAndMailLink(tx, { kind, to: email, userId }, issue, ctx))) return false;
    await recordEvent(tx, { event: 'authn_token_created', detail: 'reset-link', userId }, ctx);
    return true;
  });
}
