import type { Context } from '../../context';
import { addSeconds, earlierOf } from '../../time';
import { refreshAudience, signToken } from '../../tokens/jwt';
import { randomJti } from '../../tokens/opaque-token';
import type { UserClaims } from '../profile/access-claims';
import { idleExpiry } from './session-policy';

/** What tokens are issued for. @property clientId null but for an app's own session */
export type TokenSession = { id: string; userId: string; absoluteExpiresAt: Date; clientId: string | null };

/** The app that a token was issued to (RFC 9068 §2.2). */
const clientClaim = ({ clientId }: TokenSession) => (clientId === null ? {} : { client_id: clientId });

/** An access token; it never outlives its session. @param claims what it says of the user, as of now */
export function issueAccessToken(
  session: TokenSession,
  claims: UserClaims,
  ctx: Pick<Context, 'config' | 'keys' | 'now'>,
): Promise<string> {
  const now = ctx.now();
  return signToken(ctx.keys, now, {
    kind: 'access',
    claims: { ...claims, ...clientClaim(session) },
    userId: session.userId,
    sessionId: session.id,
    jti: randomJti(),
    issuer: ctx.config.appUrl,
    audience: ctx.config.jwtAudience,
    issuedAt: now,
    expiresAt: earlierOf(addSeconds(now, ctx.config.accessTokenSeconds), session.absoluteExpiresAt),
  });
}

/** The refresh token `jti` of a session; signed anew for the same `issuedAt` it has the same claims. */
export function issueRefreshToken(
  session: TokenSession,
  { jti, issuedAt }: { jti: string; issuedAt: Date },
  ctx: Context,
): Promise<string> {
  const { appUrl, rotateRefreshTokens } = ctx.config;
  return signToken(ctx.keys, ctx.now(), {
    kind: 'refresh',
    claims: clientClaim(session),
    userId: session.userId,
    sessionId: session.id,
    jti,
    issuer: appUrl,
    audience: refreshAudience(appUrl),
    issuedAt,
    expiresAt: rotateRefreshTokens
      ? idleExpiry(issuedAt, session.absoluteExpiresAt, ctx.config)
      : session.absoluteExpiresAt,
  });
}
