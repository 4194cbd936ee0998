import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { type CredentialRow, findUserWithCredential, updateHash } from '../../data/users';
import { AuthError } from '../../errors';
import { type NewSession, startSession } from '../sessions/start-session';

/**
 * Signs in. Unknown, wrong and disabled are one refusal, at one cost; under HIDE_UNKNOWN_EMAILS so is unverified.
 * @param input `email` is null for a malformed one, which belongs to no account; `isKept` false: the session of a browser
 * ends with it
 * @throws AuthError `bad_credentials`; `throttled` while the account or the address waits; `email_not_verified`, to a client that knows
 * the password
 */
export async function signIn(
  { email, password, isKept }: { email: string | null; password: string; isKept: boolean },
  ctx: RequestContext,
): Promise<NewSession> {
  const user = email === null ? null : await findUserWithCredential(ctx.db, email);
  const credential = user?.credential ?? null;
  const attempt = await ctx.signInThrottle.begin(
    { email, passwordSetAt: credential?.changedAt ?? null },
    { clientAddress: ctx.clientAddress, userAgent: ctx.userAgent, device: ctx.credentials.deviceCookie },
  );
  const isRight = await ctx.hasher.verify(password, credential);
  const isUnverified = ctx.config.requireVerifiedEmail && user?.emailVerifiedAt === null;
  const isHidden = isUnverified && ctx.config.hideUnknownEmails;
  if (!user || !credential || !isRight || user.disabledAt || isHidden) {
    const { waitSeconds, error } = await attempt.failed();
    const userId = user?.id ?? null;
    await recordEvent(ctx.db, { event: waitSeconds > 0 ? 'authn_login_lock' : 'authn_login_fail', userId }, ctx);
    throw error ?? new AuthError('bad_credentials');
  }
  await attempt.succeeded();
  if (isUnverified) {
    await recordEvent(ctx.db, { event: 'authn_login_fail', detail: 'not-verified', userId: user.id }, ctx);
    throw new AuthError('email_not_verified');
  }
  const session = await startSession(
    { id: user.id, email: user.email, credentialChangedAt: credential.changedAt },
    ctx,
    { isKept },
  );
  if (ctx.hasher.needsRehash(credential)) await rehash(user.id, password, credential, ctx);
  return session;
}

/** The policy has risen: the only moment at which the password is at hand. Failing it must not fail the sign-in. */
async function rehash(userId: string, password: string, { hash }: CredentialRow, ctx: RequestContext): Promise<void> {
  try {
    await updateHash(ctx.db, userId, hash, await ctx.hasher.hash(password));
  } catch (error) {
    ctx.log.warn({ err: error, userId }, 'password hash not upgraded; the next sign-in tries again');
  }
}
