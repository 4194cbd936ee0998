import type { RequestContext } from '../../context';
import { redeemLink } from '../../data/one-time-links';
import { inTransaction } from '../../data/transaction';
import { lockUser, markEmailVerified } from '../../data/users';
import { AuthError, fieldError } from '../../errors';
import type { PasswordHash } from '../../hashing/password-hasher';
import { tokenHash } from '../../tokens/opaque-token';
import { requireLink, type ValidLink } from '../links/one-time-links';
import { replaceCredential } from './replace-credential';

/**
 * Redeems a reset link: the account gets a new password, and its address is verified. A password that the policy
 * rejects leaves the link valid.
 * @returns the account's email
 * @throws AuthError `invalid_link`, the same for unknown, used, expired and malformed; `invalid_fields`
 */
export async function resetPassword(
  { token, password }: { token: string; password: string },
  ctx: RequestContext,
): Promise<{ email: string }> {
  return ctx.mutex.runExclusive(`reset ${tokenHash(token).toString('hex')}`, async () => {
    const link = await requireLink('reset', token, ctx);
    const problems = ctx.passwordPolicy(password, link.email);
    if (problems.length > 0) throw fieldError('password', ...problems);
    await redeem(link, await ctx.hasher.hash(password), ctx);
    return { email: link.email };
  });
}

async function redeem(
  { hash, userId, email }: ValidLink,
  credential: PasswordHash,
  ctx: RequestContext,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const now = ctx.now();
    // Two links of one user at once, or a link and a change of the address: the second must see the first.
    const user = await lockUser(tx, userId);
    if (user?.email !== email || user.disabledAt || !(await redeemLink(tx, 'reset', hash, now))) {
      throw new AuthError('invalid_link');
    }
    await markEmailVerified(tx, userId, now);
    await replaceCredential(tx, 'reset', { userId, email, emailVerifiedAt: now, credential }, ctx);
  });
}
