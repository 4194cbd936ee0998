import type { Context } from '../../context';
import type { UserRow } from '../../data/users';
import { addSeconds, earlierOf, secondsBetween } from '../../time';
import { signIdToken } from '../../tokens/id-token';
import { scopesOf } from './authorization-request';
import { claimsOfScope } from './user-claims';

/** The answer of the token endpoint (RFC 6749 §5.1; OpenID Connect Core §3.1.3.3). */
export type AppTokens = {
  access_token: string;
  token_type: 'Bearer';
  /** Seconds. */
  expires_in: number;
  refresh_token: string;
  scope: string;
  id_token: string;
};

/** An app's session, as its tokens tell of it. */
export type AppSession = {
  id: string;
  userId: string;
  clientId: string;
  scope: string;
  authenticatedAt: Date;
  absoluteExpiresAt: Date;
};

/** @param nonce of the request; null where the tokens are refreshed (OpenID Connect Core §12.2) */
export async function toAppTokens(
  session: AppSession,
  { access, refresh, user, nonce }: { access: string; refresh: string; user: UserRow; nonce: string | null },
  ctx: Context,
): Promise<AppTokens> {
  const now = ctx.now();
  const expiresAt = earlierOf(addSeconds(now, ctx.config.accessTokenSeconds), session.absoluteExpiresAt);
  const idToken = await signIdToken(ctx.keys, {
    issuer: ctx.config.appUrl,
    clientId: session.clientId,
    userId: session.userId,
    sessionId: session.id,
    accessToken: access,
    nonce,
    authenticatedAt: session.authenticatedAt,
    claims: { ...claimsOfScope(user, scopesOf(session.scope), ctx) },
    issuedAt: now,
    expiresAt,
  });
  return {
    access_token: access,
    token_type: 'Bearer',
    expires_in: Math.max(0, secondsBetween(now, expiresAt)),
    refresh_token: refresh,
    scope: session.scope,
    id_token: idToken,
  };
}
