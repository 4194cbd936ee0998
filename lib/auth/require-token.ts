import type { Context } from '../context';
import { findSession, type SessionRow } from '../data/sessions';
import { findUserById } from '../data/users';
import { AuthError } from '../errors';
import { type TokenKind, type VerifiedToken, verifyToken } from '../tokens/jwt';
import { sessionState } from './session-rules';

/**
 * A token of ours, by its signature and claims alone: the database is not asked.
 * @throws AuthError `token_not_valid`
 */
export async function requireToken(jwt: string, kind: TokenKind | 'any', ctx: Context): Promise<VerifiedToken> {
  const { appUrl, jwtAudience } = ctx.config;
  const verification = await verifyToken(ctx.keys, jwt, {
    kind,
    issuer: appUrl,
    accessAudience: jwtAudience,
    now: ctx.now(),
  });
  if (!verification.ok) throw new AuthError('token_not_valid', { fault: verification.fault });
  return verification.token;
}

/**
 * The session a token belongs to, while it and its user are good.
 * @throws AuthError `no_account_for_token`, or `token_not_valid` as ended or expired
 */
export async function requireSessionOf({ sessionId, userId }: VerifiedToken, ctx: Context): Promise<SessionRow> {
  const session = await findSession(ctx.db, sessionId);
  const user = session?.user ?? (await findUserById(ctx.db, userId));
  if (!user || user.disabledAt) throw new AuthError('no_account_for_token');
  if (!session) throw new AuthError('token_not_valid', { fault: 'blacklisted' });
  const state = sessionState(session, ctx.now());
  if (state === 'ended') throw new AuthError('token_not_valid', { fault: 'blacklisted' });
  if (state === 'expired') throw new AuthError('token_not_valid', { fault: 'expired' });
  return session;
}
