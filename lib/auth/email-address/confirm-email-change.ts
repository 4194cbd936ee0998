import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { redeemLink, revokeLinks } from '../../data/one-time-links';
import { findPasswordSetAt, lockUser, updateEmail } from '../../data/users';
import { AuthError, fieldError } from '../../errors';
import { isOfDomains, OTHER_DOMAIN } from '../../schemas/domains';
import { requireLink, type ValidLink } from '../links/one-time-links';
import { enqueueUndoLink } from '../links/undo-link';
import type { NewSession } from '../sessions/start-session';
import { claimEmail } from './claim-email';
import { type LinkProof, requireLinkProof, requireProofStillHolds, startSessionByProof } from './link-proof';

/**
 * Redeems the link that the new address was mailed. Every link that the former address holds is void but the
 * one it is mailed now, if it was verified, by which its owner can take the change back. A browser that gave the password is signed in.
 * @throws AuthError `invalid_link`; what `requireLinkProof` throws, and `invalid_fields` when the address was taken
 * meanwhile, or its domain is no longer listed: then the link stays good
 */
export async function confirmEmailChange(
  { token, password }: { token: string; password?: string | undefined },
  ctx: RequestContext,
): Promise<{ session: NewSession | null; device?: string }> {
  const { hash, email } = await requireLink('change', token, ctx);
  if (!isOfDomains(email, ctx.config.registrationDomains)) throw fieldError('email', OTHER_DOMAIN);
  return ctx.mutex.runExclusive(`change ${hash.toString('hex')}`, async () => {
    const link = await requireLink('change', token, ctx);
    return redeem(link, await requireLinkProof(link, password, ctx), ctx);
  });
}

async function redeem(
  { userId, email, hash }: ValidLink,
  proof: LinkProof,
  ctx: RequestContext,
): Promise<{ session: NewSession | null; device?: string }> {
  const now = ctx.now();
  const { passwordSetAt, session } = await claimEmail(
    email,
    async (tx) => {
      const user = await lockUser(tx, userId);
      const link = await redeemLink(tx, 'change', hash, now);
      if (!user || !link || user.disabledAt) throw new AuthError('invalid_link');
      await requireProofStillHolds(tx, userId, proof);
      await updateEmail(tx, userId, email, now);
      await revokeLinks(tx, userId, ['reset', 'verify', 'change'], now);
      const passwordSetAt = await findPasswordSetAt(tx, userId);
      await ctx.knownClients.remember(tx, { email, passwordSetAt }, ctx);
      await enqueueUndoLink(tx, { former: user, newEmail: email }, ctx);
      await recordEvent(tx, { event: 'user_updated', detail: 'email-changed', userId }, ctx);
      return { ...user, passwordSetAt, session: await startSessionByProof(tx, { id: userId, email }, proof, ctx) };
    },
    ctx,
  );
  if (session || ctx.clientKind === 'api') return { session };
  // The browser was known by the former address.
  return { session, device: ctx.knownClients.deviceCookie({ email, passwordSetAt }, ctx.credentials.deviceCookie) };
}
