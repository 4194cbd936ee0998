import { record } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { spendEmailLink, voidEmailLinks } from '../../data/email-links';
import { voidResetTokensOfUser } from '../../data/reset-tokens';
import { findPasswordSetAt, lockUser, updateEmail } from '../../data/users';
import { AuthError } from '../../errors';
import { type LiveEmailLink, requireEmailLink } from '../links/email-links';
import { mailUndoLink } from '../links/notices';
import type { NewSession } from '../sessions/start-session';
import { claimEmail } from './claim-email';
import { beginSessionByProof, type LinkProof, requireLinkProof, requireProofStands } from './link-proof';

/**
 * Redeems the link that the new address was mailed. Every link that the former address holds is void but the
 * one it is mailed now, if it was verified, by which its owner can take the change back. A browser that gave the password is signed in.
 * @throws AuthError `dead_link`; what `requireLinkProof` throws, and `invalid_fields` when the address was taken
 * meanwhile: then the link stays good
 */
export async function confirmEmailChange(
  { token, password }: { token: string; password?: string | undefined },
  ctx: RequestContext,
): Promise<{ session: NewSession | null; device?: string }> {
  const { hash } = await requireEmailLink('change', token, ctx);
  const result = await ctx.turns.take(`change ${hash.toString('hex')}`, async () => {
    const link = await requireEmailLink('change', token, ctx);
    return redeem(link, await requireLinkProof(link, password, ctx), ctx);
  });
  ctx.mailer.wake();
  return result;
}

async function redeem(
  { userId, email, hash }: LiveEmailLink,
  proof: LinkProof,
  ctx: RequestContext,
): Promise<{ session: NewSession | null; device?: string }> {
  const now = ctx.now();
  const { passwordSetAt, session } = await claimEmail(
    email,
    async (tx) => {
      const user = await lockUser(tx, userId);
      const link = await spendEmailLink(tx, 'change', hash, now);
      if (!user || !link || user.disabledAt) throw new AuthError('dead_link');
      await requireProofStands(tx, userId, proof);
      await updateEmail(tx, userId, email, now);
      await voidResetTokensOfUser(tx, userId, now);
      await voidEmailLinks(tx, userId, ['verify', 'change'], now);
      const passwordSetAt = await findPasswordSetAt(tx, userId);
      await ctx.limits.makeKnown(tx, { email, passwordSetAt }, ctx);
      await mailUndoLink(tx, { former: user, newEmail: email }, ctx);
      await record(tx, { event: 'user_updated', detail: 'email-changed', userId }, ctx);
      return { ...user, passwordSetAt, session: await beginSessionByProof(tx, { id: userId, email }, proof, ctx) };
    },
    ctx,
  );
  if (session || ctx.caller === 'api') return { session };
  // The browser was known by the former address.
  return { session, device: ctx.limits.deviceCookie({ email, passwordSetAt }, ctx.credentials.deviceCookie) };
}
