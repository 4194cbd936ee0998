import type { RequestContext } from '../context';
import { spendEmailLink, voidEmailLinks } from '../data/email-links';
import { inTransaction } from '../data/transaction';
import { lockUser, markEmailVerified } from '../data/users';
import { AuthError } from '../errors';
import { findCurrentSession } from './current-session';
import { requireEmailLink } from './email-links';
import { record } from './record';

/**
 * Redeems a mailed link: its reader owns the address. Nobody is signed in by it.
 * @throws AuthError `dead_link` (unknown, used, expired, malformed alike)
 */
export async function verifyEmail({ token }: { token: string }, ctx: RequestContext): Promise<{ isSignedIn: boolean }> {
  const { userId, email, hash } = await requireEmailLink('verify', token, ctx);
  const now = ctx.now();
  await inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, userId);
    const link = await spendEmailLink(tx, 'verify', hash, now);
    if (!link || user?.email !== email || user.disabledAt) throw new AuthError('dead_link');
    await markEmailVerified(tx, userId, now);
    await voidEmailLinks(tx, userId, ['verify'], now);
    await record(tx, { event: 'user_updated', detail: 'email-verified', userId }, ctx);
  });
  return { isSignedIn: (await findCurrentSession(ctx.credentials.sessionCookie, ctx))?.userId === userId };
}
