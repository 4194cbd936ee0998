import type { RequestContext } from '../context';
import { insertMail } from '../data/mails';
import { findResetTokenTimes, insertResetToken } from '../data/reset-tokens';
import { inTransaction } from '../data/transaction';
import { lockUser, type UserRow } from '../data/users';
import { MAIL_BUDGET_SECONDS, mailBudgetEnd } from '../limits/table';
import { addSeconds } from '../time';
import { randomToken, tokenHash } from '../tokens/secrets';
import { record } from './record';

/**
 * Mails a link to choose a new password, within the budget: `account-exists` to who may have forgotten the account.
 * @param found the user as looked up; whoever changed the address or was disabled since gets none
 * @returns whether a mail goes out
 */
export async function mailResetLink(
  found: UserRow,
  kind: 'reset-link' | 'account-exists',
  ctx: RequestContext,
): Promise<boolean> {
  const isMailed = await inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, found.id);
    if (!user || user.email !== found.email || user.disabledAt) return false;
    const now = ctx.now();
    const earlier = await findResetTokenTimes(tx, user.id, addSeconds(now, -MAIL_BUDGET_SECONDS));
    if (ctx.config.rateLimits && mailBudgetEnd(earlier, now)) return false;
    const token = randomToken();
    const expiresAt = addSeconds(now, ctx.config.resetTokenSeconds);
    await insertResetToken(tx, { userId: user.id, tokenHash: tokenHash(token), createdAt: now, expiresAt });
    const message = {
      kind,
      to: user.email,
      link: `${ctx.config.appUrl}/reset-password/${token}/`,
      validMinutes: Math.ceil(ctx.config.resetTokenSeconds / 60),
    } as const;
    await insertMail(tx, ctx.mailer.toRow(message, { userId: user.id, now, expiresAt }));
    await record(tx, { event: 'authn_token_created', detail: 'reset-link', userId: user.id }, ctx);
    return true;
  });
  ctx.mailer.wake();
  return isMailed;
}
