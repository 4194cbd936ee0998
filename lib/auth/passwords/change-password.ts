import type { RequestContext } from '../../context';
import { findSession, replaceSessionSecret, type SessionRow, type SessionSecret } from '../../data/sessions';
import { inTransaction } from '../../data/transaction';
import { lockUnchangedCredential, lockUser } from '../../data/users';
import { AuthError, fieldError } from '../../errors';
import { assertPasswordChangeAllowed, recordPasswordChange } from '../../rate-limits/password-changes';
import { secondsBetween } from '../../time';
import { randomJti, randomToken, tokenHash } from '../../tokens/opaque-token';
import { toUserClaims, type UserClaims } from '../profile/access-claims';
import { requireSession } from '../sessions/require-session';
import { isKeptSession } from '../sessions/session-policy';
import { issueAccessToken, issueRefreshToken } from '../sessions/session-tokens';
import type { NewSession } from '../sessions/start-session';
import { reauthenticate } from '../sign-in/reauthenticate';
import { replaceCredential } from './replace-credential';

/**
 * Changes the password of the signed-in user: the other sessions end, every link that waits is void, and
 * this session goes on under another secret. The cookie of a session that asks by access token stays as it
 * is, since nothing here could hand the next one over.
 * @returns the session's new secret, or null where it keeps the old one
 * @throws AuthError `not_authenticated`, `bearer_not_valid`, `invalid_fields`, `wrong_password`, `throttled`
 */
export async function changePassword(
  input: { current_password: string; password: string },
  ctx: RequestContext,
): Promise<NewSession | null> {
  const session = await requireSession(ctx);
  const problems = ctx.passwordPolicy(input.password, session.user.email);
  if (problems.length > 0) throw fieldError('password', ...problems);
  await assertPasswordChangeAllowed(session.userId, ctx);
  const current = { password: input.current_password, field: 'current_password' };
  const { changedAt } = await reauthenticate(session, current, ctx);
  if (input.password.normalize('NFC') === input.current_password.normalize('NFC')) {
    throw fieldError('password', 'This is the password you have now.');
  }
  const credential = await ctx.hasher.hash(input.password);
  const secret = newSecret(session, ctx);
  const account = await inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, session.userId);
    const isUnchanged = await lockUnchangedCredential(tx, session.userId, changedAt);
    if (!user || !isUnchanged) throw new AuthError('wrong_password', { field: 'current_password' });
    await recordPasswordChange(tx, user.id, ctx);
    const { id: userId, email, emailVerifiedAt } = user;
    const replaced = await replaceCredential(
      tx,
      'change',
      { userId, email, emailVerifiedAt, credential, sessionId: session.id },
      ctx,
    );
    const isOpen = secret
      ? await replaceSessionSecret(tx, session.id, secret.handle, replaced.changedAt)
      : (await findSession(tx, session.id))?.endedAt === null;
    if (!isOpen) throw new AuthError('not_authenticated');
    return { email, passwordSetAt: replaced.changedAt, claims: toUserClaims(user, ctx) };
  });
  return secret?.tell(account) ?? null;
}

type NewSecret = {
  handle: SessionSecret;
  /** What the caller is told once it counts. */
  tell(account: { email: string; passwordSetAt: Date; claims: UserClaims }): Promise<NewSession>;
};

function newSecret(session: SessionRow, ctx: RequestContext): NewSecret | null {
  const now = ctx.now();
  if (ctx.clientKind === 'browser') {
    const cookie = randomToken();
    return {
      handle: { cookieHash: tokenHash(cookie) },
      tell: async (account) => ({
        kind: 'browser',
        cookie,
        maxAgeSeconds: isKeptSession(session, ctx.config) ? secondsBetween(now, session.absoluteExpiresAt) : null,
        device: ctx.knownClients.deviceCookie(account, ctx.credentials.deviceCookie),
      }),
    };
  }
  if (session.refreshJti === null) return null;
  const jti = randomJti();
  return {
    handle: { refreshJti: jti },
    tell: async ({ claims }) => ({
      kind: 'api',
      refresh: await issueRefreshToken(session, { jti, issuedAt: now }, ctx),
      access: await issueAccessToken(session, claims, ctx),
    }),
  };
}
