import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { redeemLink, revokeLinks } from '../../data/one-time-links';
import { inTransaction } from '../../data/transaction';
import { lockUser, markEmailVerified } from '../../data/users';
import { AuthError } from '../../errors';
import { requireLink, type ValidLink } from '../links/one-time-links';
import type { NewSession } from '../sessions/start-session';
import { type LinkProof, requireLinkProof, requireProofStillHolds, startSessionByProof } from './link-proof';

/**
 * Redeems a mailed link: the account's owner reads the address. A browser that gave the password is signed in.
 * @throws AuthError `invalid_link` (unknown, used, expired, malformed alike); what `requireLinkProof` throws, and the link
 * stays good
 */
export async function verifyEmail(
  { token, password }: { token: string; password?: string | undefined },
  ctx: RequestContext,
): Promise<{ session: NewSession | null }> {
  const { hash } = await requireLink('verify', token, ctx);
  return ctx.mutex.runExclusive(`verify ${hash.toString('hex')}`, async () => {
    const link = await requireLink('verify', token, ctx);
    const proof = await requireLinkProof(link, password, ctx);
    return { session: await inTransaction(ctx, (tx) => redeem(tx, link, proof, ctx)) };
  });
}

async function redeem(
  tx: Db,
  { userId, email, hash }: ValidLink,
  proof: LinkProof,
  ctx: RequestContext,
): Promise<NewSession | null> {
  const now = ctx.now();
  const user = await lockUser(tx, userId);
  const link = await redeemLink(tx, 'verify', hash, now);
  if (!link || user?.email !== email || user.disabledAt) throw new AuthError('invalid_link');
  await requireProofStillHolds(tx, userId, proof);
  await markEmailVerified(tx, userId, now);
  await revokeLinks(tx, userId, ['verify'], now);
  await recordEvent(tx, { event: 'user_updated', detail: 'email-verified', userId }, ctx);
  return startSessionByProof(tx, user, proof, ctx);
}
