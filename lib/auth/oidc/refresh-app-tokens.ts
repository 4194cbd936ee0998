import type { RegisteredApp } from '../../config/registered-app';
import type { RequestContext } from '../../context';
import { isAuthError } from '../../errors';
import { OAuthError } from '../../oauth-error';
import { refreshTokens } from '../sessions/refresh-tokens';
import { requireToken } from '../sessions/require-token';
import { type AppTokens, toAppTokens } from './app-tokens';

const invalidToken = () =>
  new OAuthError(
    'invalid_grant',
    'The refresh token is invalid or expired, its session has ended, or it is not of this client.',
  );

/**
 * New tokens for a refresh token of the same app (RFC 6749 §6). Rotation, and what a reused token entails, are those of
 * every session. A forged token counts against the address, unless the app has proved itself by its secret: its address is
 * that of all its users, of whom one may have sent it anything.
 * @throws OAuthError `invalid_grant`; AuthError `throttled` for an address that has sent too many forged tokens
 */
export async function refreshAppTokens(app: RegisteredApp, jwt: string, ctx: RequestContext): Promise<AppTokens> {
  try {
    const token = await requireToken(jwt, 'refresh', ctx, { countsForged: app.secret === null });
    const session = await ctx.sessionLookup.byId(token.sessionId);
    if (!session || session.clientId !== app.id || session.scope === null) throw invalidToken();
    const { access, refresh = jwt } = await refreshTokens(token, ctx);
    const { id, userId, scope, absoluteExpiresAt, authenticatedAt, createdAt } = session;
    const own = {
      id,
      userId,
      clientId: app.id,
      scope,
      absoluteExpiresAt,
      authenticatedAt: authenticatedAt ?? createdAt,
    };
    return toAppTokens(own, { access, refresh, user: session.user, nonce: null }, ctx);
  } catch (error) {
    const isRefused = isAuthError(error) && (error.code === 'token_not_valid' || error.code === 'no_account_for_token');
    throw isRefused ? invalidToken() : error;
  }
}
