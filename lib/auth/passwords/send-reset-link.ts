import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { findResetTokenTimes, insertResetToken } from '../../data/reset-tokens';
import { inTransaction } from '../../data/transaction';
import { lockUser, type UserRow } from '../../data/users';
import { enqueueLink } from '../../mail/enqueue';
import { MAIL_BUDGET_SECONDS, nextMailAllowedAt } from '../../rate-limits/policy';
import { addSeconds } from '../../time';
import { randomToken, tokenHash } from '../../tokens/opaque-token';

/**
 * Mails a link to choose a new password, within the budgets of account and recipient: `account-exists` to who may have
 * forgotten the account.
 * @param found the user as looked up; whoever changed the address or was disabled since gets none
 * @returns whether a mail goes out
 */
export async function sendResetLink(
  found: UserRow,
  kind: 'reset-link' | 'account-exists',
  ctx: RequestContext,
): Promise<boolean> {
  const isMailed = await inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, found.id);
    if (!user || user.email !== found.email || user.disabledAt) return false;
    const now = ctx.now();
    const earlier = await findResetTokenTimes(tx, user.id, addSeconds(now, -MAIL_BUDGET_SECONDS));
    if (ctx.config.rateLimits && nextMailAllowedAt(earlier, now)) return false;
    if (!(await enqueueLink(tx, { kind, to: user.email, userId: user.id }, () => issue(tx, user, kind, ctx), ctx))) {
      return false;
    }
    await recordEvent(tx, { event: 'authn_token_created', detail: 'reset-link', userId: user.id }, ctx);
    return true;
  });
  ctx.outbox.notify();
  return isMailed;
}

async function issue(
  tx: Db,
  { id: userId, email: to }: UserRow,
  kind: 'reset-link' | 'account-exists',
  { config, now }: RequestContext,
) {
  const createdAt = now();
  const token = randomToken();
  const expiresAt = addSeconds(createdAt, config.resetTokenSeconds);
  await insertResetToken(tx, { userId, tokenHash: tokenHash(token), createdAt, expiresAt });
  const link = `${config.appUrl}/reset-password/${token}/`;
  return { message: { kind, to, link, validMinutes: Math.ceil(config.resetTokenSeconds / 60) }, expiresAt };
}
