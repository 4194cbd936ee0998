import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { spendEmailLink, voidEmailLinks } from '../../data/email-links';
import { voidResetTokensOfUser } from '../../data/reset-tokens';
import { endSessionsOfUser } from '../../data/sessions';
import { lockUser, type UserRow, updateEmail, updatePassword } from '../../data/users';
import { AuthError, fieldError } from '../../errors';
import { resetSignIns } from '../../rate-limits/sign-ins';
import { requireLink } from '../links/email-links';
import { enqueueChangeNotice } from '../links/notices';
import { findCurrentSession } from '../sessions/current-session';
import { claimEmail } from './claim-email';

/**
 * Brings a former address back, under a new password: whoever changed it knew the old one. Every session ends
 * and every link is void, but for those to undo a change that came before this one, whose owner is the elder.
 * @returns the e-mail that is back, and whether the browser is signed in to another account, which it stays
 * @throws AuthError `invalid_link` (unknown, used, expired, malformed alike), `invalid_fields`
 */
export async function undoEmailChange(
  { token, password }: { token: string; password: string },
  ctx: RequestContext,
): Promise<{ email: string; isSignedInElsewhere: boolean }> {
  const link = await requireLink('undo', token, ctx);
  await ctx.mutex.runExclusive(`undo ${link.hash.toString('hex')}`, async () => {
    const { userId, email, hash, createdAt } = await requireLink('undo', token, ctx);
    const problems = ctx.passwordPolicy(password, email);
    if (problems.length > 0) throw fieldError('password', ...problems);
    const credential = await ctx.hasher.hash(password);
    const now = ctx.now();
    await claimEmail(
      email,
      async (tx) => {
        const user = await lockUser(tx, userId);
        if (!user || user.disabledAt || !(await spendEmailLink(tx, 'undo', hash, now)))
          throw new AuthError('invalid_link');
        await updateEmail(tx, userId, email, now);
        await updatePassword(tx, userId, credential, now);
        await voidResetTokensOfUser(tx, userId, now);
        await voidEmailLinks(tx, userId, ['verify', 'change'], now);
        await voidEmailLinks(tx, userId, ['undo'], now, { madeFrom: createdAt });
        await endSessionsOfUser(tx, userId, now);
        await ctx.limits.forgive(tx, email);
        await resetSignIns(tx, userId, ctx);
        await ctx.limits.makeKnown(tx, { email, passwordSetAt: now }, ctx);
        await tellBoth(tx, { user, email }, ctx);
        await recordEvent(tx, { event: 'user_updated', detail: 'email-change-undone', userId }, ctx);
        await recordEvent(tx, { event: 'authn_password_change', detail: 'by-link', userId }, ctx);
        return user;
      },
      ctx,
    );
  });
  ctx.outbox.notify();
  // The account's own sessions have ended.
  const session = await findCurrentSession(ctx.credentials.sessionCookie, ctx);
  return { email: link.email, isSignedInElsewhere: session !== null };
}

/** @param of.email the former address, which is back and verified */
async function tellBoth(tx: Db, { user, email }: { user: UserRow; email: string }, ctx: RequestContext): Promise<void> {
  const now = ctx.now();
  const changedAt = now.toISOString();
  const { id: userId, emailVerifiedAt } = user;
  await enqueueChangeNotice(tx, { kind: 'password-changed', to: email, changedAt }, { userId, verifiedAt: now }, ctx);
  if (user.email === email) return;
  const undone = { kind: 'email-change-undone', to: user.email, changedAt } as const;
  await enqueueChangeNotice(tx, undone, { userId, verifiedAt: emailVerifiedAt }, ctx);
}
