import type { RequestContext } from '../../context';
import { inTransaction } from '../../data/transaction';
import { findUserByEmail, lockUser } from '../../data/users';
import { withUniformTiming } from '../../uniform-timing';
import { nextLinkAllowedAt } from '../links/one-time-links';
import { sendVerificationLink } from './send-verification-link';

/** Mails the link again, within the budget; says the same, and as soon, whether or not there is anything to verify. */
export function requestEmailVerification({ email }: { email: string }, ctx: RequestContext): Promise<void> {
  // One after the other, known or not: those of a known email wait for the lock on its user.
  return ctx.mutex.runExclusive(`verify-request ${email}`, () => withUniformTiming(() => mailIfUnverified(email, ctx)));
}

async function mailIfUnverified(email: string, ctx: RequestContext): Promise<void> {
  const found = await findUserByEmail(ctx.db, email);
  if (!found || found.emailVerifiedAt) return;
  await inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, found.id);
    if (!user || user.email !== email || user.emailVerifiedAt || user.disabledAt) return;
    if (await nextLinkAllowedAt(tx, user.id, 'verify', ctx)) return;
    await sendVerificationLink(tx, user, ctx);
  });
}
