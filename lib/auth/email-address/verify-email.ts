import { record } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { spendEmailLink, voidEmailLinks } from '../../data/email-links';
import { inTransaction } from '../../data/transaction';
import { lockUser, markEmailVerified } from '../../data/users';
import { AuthError } from '../../errors';
import { type LiveEmailLink, requireEmailLink } from '../links/email-links';
import type { NewSession } from '../sessions/start-session';
import { beginSessionByProof, type LinkProof, requireLinkProof, requireProofStands } from './link-proof';

/**
 * Redeems a mailed link: the account's owner reads the address. A browser that gave the password is signed in.
 * @throws AuthError `dead_link` (unknown, used, expired, malformed alike); what `requireLinkProof` throws, and the link
 * stays good
 */
export async function verifyEmail(
  { token, password }: { token: string; password?: string | undefined },
  ctx: RequestContext,
): Promise<{ session: NewSession | null }> {
  const { hash } = await requireEmailLink('verify', token, ctx);
  return ctx.turns.take(`verify ${hash.toString('hex')}`, async () => {
    const link = await requireEmailLink('verify', token, ctx);
    const proof = await requireLinkProof(link, password, ctx);
    return { session: await inTransaction(ctx, (tx) => redeem(tx, link, proof, ctx)) };
  });
}

async function redeem(
  tx: Db,
  { userId, email, hash }: LiveEmailLink,
  proof: LinkProof,
  ctx: RequestContext,
): Promise<NewSession | null> {
  const now = ctx.now();
  const user = await lockUser(tx, userId);
  const link = await spendEmailLink(tx, 'verify', hash, now);
  if (!link || user?.email !== email || user.disabledAt) throw new AuthError('dead_link');
  await requireProofStands(tx, userId, proof);
  await markEmailVerified(tx, userId, now);
  await voidEmailLinks(tx, userId, ['verify'], now);
  await record(tx, { event: 'user_updated', detail: 'email-verified', userId }, ctx);
  return beginSessionByProof(tx, user, proof, ctx);
}
