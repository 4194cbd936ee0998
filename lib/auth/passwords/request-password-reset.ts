import type { RequestContext } from '../../context';
import { findUserByEmail } from '../../data/users';
import { AuthError } from '../../errors';
import { withUniformTiming } from '../../uniform-timing';
import { sendResetLink } from './send-reset-link';

/**
 * Mails a reset link to the stored address. Under HIDE_UNKNOWN_EMAILS the client does not learn whether there is one.
 * @throws AuthError `user_not_found`; `throttled` for a client that asks for too many unknown addresses
 */
export async function requestPasswordReset({ email }: { email: string }, ctx: RequestContext): Promise<void> {
  if (ctx.config.hideUnknownEmails) {
    // One after the other, as those of a known email are by the lock on its user.
    return ctx.mutex.runExclusive(`reset-request ${email}`, () => withUniformTiming(() => mailIfKnown(email, ctx)));
  }
  const user = await findUserByEmail(ctx.db, email);
  if (!user) {
    await ctx.addressLimits.recordAttempt('reset-request-unknown', ctx.clientAddress);
    throw new AuthError('user_not_found');
  }
  await sendResetLink(user, 'reset-link', ctx);
}

async function mailIfKnown(email: string, ctx: RequestContext): Promise<void> {
  const user = await findUserByEmail(ctx.db, email);
  if (user) await sendResetLink(user, 'reset-link', ctx);
}
