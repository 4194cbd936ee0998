import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { voidEmailLinks } from '../../data/email-links';
import { findLiveResetToken, spendResetToken, voidResetTokensOfUser } from '../../data/reset-tokens';
import { endSessionsOfUser } from '../../data/sessions';
import { inTransaction } from '../../data/transaction';
import { lockUser, markEmailVerified, updatePassword } from '../../data/users';
import { AuthError, fieldError } from '../../errors';
import { resetSignIns } from '../../rate-limits/sign-ins';
import { isRandomToken, tokenHash } from '../../tokens/opaque-token';
import { enqueueChangeNotice } from '../links/notices';

/**
 * Redeems a mailed link: new password, every session ended, the other links void, the owner told.
 * A password that may not be chosen leaves the link good.
 * @returns the account's e-mail
 * @throws AuthError `invalid_link` (unknown, used, expired, malformed alike), `invalid_fields`
 */
export async function resetPassword(
  { token, password }: { token: string; password: string },
  ctx: RequestContext,
): Promise<{ email: string }> {
  if (!isRandomToken(token)) throw new AuthError('invalid_link');
  const hash = tokenHash(token);
  const email = await ctx.mutex.runExclusive(`reset ${hash.toString('hex')}`, async () => {
    const owner = await findLiveResetToken(ctx.db, hash, ctx.now());
    if (!owner) throw new AuthError('invalid_link');
    const problems = ctx.passwordPolicy(password, owner.email);
    if (problems.length > 0) throw fieldError('password', ...problems);
    await redeem(hash, owner, await ctx.hasher.hash(password), ctx);
    return owner.email;
  });
  ctx.outbox.notify();
  return { email };
}

type Hash = Awaited<ReturnType<RequestContext['hasher']['hash']>>;

async function redeem(
  hash: Buffer<ArrayBuffer>,
  { userId, email }: { userId: string; email: string },
  credential: Hash,
  ctx: RequestContext,
): Promise<void> {
  const now = ctx.now();
  await inTransaction(ctx, async (tx) => {
    // Two links of one user at once, or a link and a change of the address: the second must see the first.
    const user = await lockUser(tx, userId);
    if (user?.email !== email || user.disabledAt || !(await spendResetToken(tx, hash, now))) {
      throw new AuthError('invalid_link');
    }
    await markEmailVerified(tx, userId, now);
    await updatePassword(tx, userId, credential, now);
    await voidResetTokensOfUser(tx, userId, now);
    await voidEmailLinks(tx, userId, ['verify', 'change'], now);
    await endSessionsOfUser(tx, userId, now);
    // Whoever reads the account's mail is its owner, and gets in from here while strangers guess on.
    await ctx.limits.forgive(tx, email);
    await resetSignIns(tx, userId, ctx);
    await ctx.limits.makeKnown(tx, { email, passwordSetAt: now }, ctx);
    await recordEvent(tx, { event: 'authn_password_change', detail: 'by-link', userId }, ctx);
    // The link was mailed to the address: it is verified by now.
    const notice = { kind: 'password-changed', to: email, changedAt: now.toISOString() } as const;
    await enqueueChangeNotice(tx, notice, { userId, verifiedAt: now }, ctx);
  });
}
