import type { RequestContext } from '../../context';
import { rotateRefreshJti, type SessionRow } from '../../data/sessions';
import { AuthError } from '../../errors';
import type { VerifiedToken } from '../../tokens/jwt';
import { randomJti } from '../../tokens/opaque-token';
import { toUserClaims } from '../profile/access-claims';
import { extendSession } from './extend-session';
import { markRefreshTokenPresented, requireRefreshToken } from './refresh-rotation';
import { rotationClientOf } from './rotation-client';
import { idleExpiry } from './session-policy';
import { issueAccessToken, issueRefreshToken } from './session-tokens';

export type Refreshed = { access: string; refresh?: string };

/**
 * A new access token for a verified refresh token; with rotation its one successor as well.
 * @throws AuthError `token_not_valid`, `no_account_for_token`
 */
export function refreshTokens(token: VerifiedToken, ctx: RequestContext): Promise<Refreshed> {
  return ctx.config.rotateRefreshTokens ? rotate(token, ctx) : renew(token, ctx);
}

async function renew(token: VerifiedToken, ctx: RequestContext): Promise<Refreshed> {
  const { session } = await requireRefreshToken(token, ctx);
  await markRefreshTokenPresented(token, session, ctx);
  if (!(await extendSession(session, ctx))) throw new AuthError('token_not_valid', { reason: 'blacklisted' });
  return { access: await issueAccessToken(session, toUserClaims(session.user, ctx), ctx) };
}

async function rotate(token: VerifiedToken, ctx: RequestContext): Promise<Refreshed> {
  const { session, state } = await requireRefreshToken(token, ctx);
  if (state === 'previous') return successorOf(session, ctx);
  const now = ctx.now();
  const successorJti = randomJti();
  const expiresAt = idleExpiry(now, session.absoluteExpiresAt, ctx.config);
  const client = rotationClientOf(session.id, ctx);
  const swap = { jti: token.jti, successorJti, now, expiresAt, client };
  const isSwapped = await rotateRefreshJti(ctx.db, session.id, swap);
  // Another request with the same token was faster: it is the previous token now, or its session has ended.
  if (!isSwapped) return rotate(token, ctx);
  return successorOf({ ...session, refreshJti: successorJti, refreshIssuedAt: now }, ctx);
}

async function successorOf(session: SessionRow, ctx: RequestContext): Promise<Refreshed> {
  const { refreshJti, refreshIssuedAt } = session;
  if (!refreshJti || !refreshIssuedAt) throw new AuthError('token_not_valid', { reason: 'blacklisted' });
  const [access, successor] = await Promise.all([
    issueAccessToken(session, toUserClaims(session.user, ctx), ctx),
    issueRefreshToken(session, { jti: refreshJti, issuedAt: refreshIssuedAt }, ctx),
  ]);
  return { access, refresh: successor };
}
