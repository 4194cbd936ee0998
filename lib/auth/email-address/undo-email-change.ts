import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { redeemLink, revokeLinks } from '../../data/one-time-links';
import { lockUser, type UserRow, updateEmail } from '../../data/users';
import { AuthError, fieldError } from '../../errors';
import { enqueueChangeNotice } from '../../mail/enqueue';
import { requireLink } from '../links/one-time-links';
import { replaceCredential } from '../passwords/replace-credential';
import { findCurrentSession } from '../sessions/current-session';
import { claimEmail } from './claim-email';

/**
 * Brings a former address back, under a new password: the client that changed it knew the old one. Every session ends
 * and every link is void, but for those to undo a change that came before this one, whose owner is the elder.
 * @returns the email that is back, and whether the browser is signed in to another account, which it stays
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
        if (!user || user.disabledAt || !(await redeemLink(tx, 'undo', hash, now))) throw new AuthError('invalid_link');
        await updateEmail(tx, userId, email, now);
        await recordEvent(tx, { event: 'user_updated', detail: 'email-change-undone', userId }, ctx);
        // The owner of the elder address undoes this one too.
        await revokeLinks(tx, userId, ['undo'], now, { issuedFrom: createdAt });
        await replaceCredential(tx, 'undo', { userId, email, emailVerifiedAt: now, credential }, ctx);
        await notifyReplacedAddress(tx, user, email, ctx);
        return user;
      },
      ctx,
    );
  });
  // The account's own sessions have ended.
  const session = await findCurrentSession(ctx.credentials.sessionCookie, ctx);
  return { email: link.email, isSignedInElsewhere: session !== null };
}

/** @param email the former address, which is back */
async function notifyReplacedAddress(tx: Db, user: UserRow, email: string, ctx: RequestContext): Promise<void> {
  if (user.email === email) return;
  const undone = { kind: 'email-change-undone', to: user.email, changedAt: ctx.now().toISOString() } as const;
  await enqueueChangeNotice(tx, undone, { userId: user.id, verifiedAt: user.emailVerifiedAt }, ctx);
}
