import type { RequestContext } from '../context';
import type { Db } from '../data/database';
import { insertMail } from '../data/mails';
import { countResetTokensSince, insertResetToken } from '../data/reset-tokens';
import { inTransaction } from '../data/transaction';
import { findUserByEmail, lockUser, type UserRow } from '../data/users';
import { AuthError } from '../errors';
import { MAIL_BUDGET } from '../limits/table';
import { addSeconds } from '../time';
import { randomToken, tokenHash } from '../tokens/secrets';

/**
 * Mails a reset link to the stored address.
 * @throws AuthError `user_not_found`; `throttled` for whoever asks for too many unknown addresses
 */
export async function requestPasswordReset({ email }: { email: string }, ctx: RequestContext): Promise<void> {
  const user = await findUserByEmail(ctx.db, email);
  if (!user) {
    await ctx.limits.countTry('reset-request-unknown', ctx.address);
    throw new AuthError('user_not_found');
  }
  if (user.disabledAt) return;
  await inTransaction(ctx.db, async (tx) => {
    await lockUser(tx, user.id);
    if (await isWithinBudget(tx, user.id, ctx)) await mailLink(tx, user, ctx);
  });
  ctx.mailer.wake();
}

async function isWithinBudget(tx: Db, userId: string, ctx: RequestContext): Promise<boolean> {
  if (!ctx.config.rateLimits) return true;
  for (const { mails, seconds } of MAIL_BUDGET) {
    const sent = await countResetTokensSince(tx, userId, addSeconds(ctx.now(), -seconds));
    if (sent >= mails) return false;
  }
  return true;
}

async function mailLink(tx: Db, user: UserRow, ctx: RequestContext): Promise<void> {
  const now = ctx.now();
  const token = randomToken();
  const expiresAt = addSeconds(now, ctx.config.resetTokenSeconds);
  await insertResetToken(tx, { userId: user.id, tokenHash: tokenHash(token), createdAt: now, expiresAt });
  const message = {
    kind: 'reset-link',
    to: user.email,
    link: `${ctx.config.appUrl}/reset-password/${token}/`,
    validMinutes: Math.ceil(ctx.config.resetTokenSeconds / 60),
  } as const;
  await insertMail(tx, ctx.mailer.toRow(message, { userId: user.id, now, expiresAt }));
}
