import type { RequestContext } from '../context';
import { spendEmailLink, voidEmailLinks } from '../data/email-links';
import { voidResetTokensOfUser } from '../data/reset-tokens';
import { findPasswordSetAt, lockUser, updateEmail } from '../data/users';
import { AuthError } from '../errors';
import { claimEmail } from './claim-email';
import { findCurrentSession } from './current-session';
import { mailEmailLink, requireEmailLink } from './email-links';
import { record } from './record';

/**
 * Redeems the link that the new address was mailed. Every link that the former address holds is void but the
 * one it is mailed now, by which its owner can take the change back.
 * @throws AuthError `dead_link`; `invalid_fields` when the address was taken meanwhile, and the link stays good
 */
export async function confirmEmailChange(
  { token }: { token: string },
  ctx: RequestContext,
): Promise<{ isSignedIn: boolean; device?: string }> {
  const { userId, email, hash } = await requireEmailLink('change', token, ctx);
  const now = ctx.now();
  const { passwordSetAt } = await claimEmail(
    email,
    async (tx) => {
      const user = await lockUser(tx, userId);
      const link = await spendEmailLink(tx, 'change', hash, now);
      if (!user || !link || user.disabledAt) throw new AuthError('dead_link');
      await updateEmail(tx, userId, email, now);
      await voidResetTokensOfUser(tx, userId, now);
      await voidEmailLinks(tx, userId, ['verify', 'change'], now);
      const passwordSetAt = await findPasswordSetAt(tx, userId);
      await ctx.limits.makeKnown(tx, { email, passwordSetAt }, ctx);
      await mailEmailLink(
        tx,
        { userId, purpose: 'undo', email: user.email },
        (undo) => ({ kind: 'email-changed', to: user.email, newEmail: email, changedAt: now.toISOString(), ...undo }),
        ctx,
      );
      await record(tx, { event: 'user_updated', detail: 'email-changed', userId }, ctx);
      return { ...user, passwordSetAt };
    },
    ctx,
  );
  ctx.mailer.wake();
  const session = await findCurrentSession(ctx.credentials.sessionCookie, ctx);
  if (session?.userId !== userId) return { isSignedIn: false };
  // The browser was known by the former address.
  return { isSignedIn: true, device: ctx.limits.deviceCookie({ email, passwordSetAt }, ctx.credentials.deviceCookie) };
}
