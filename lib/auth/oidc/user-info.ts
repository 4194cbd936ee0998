import type { RequestContext } from '../../context';
import { OAuthError } from '../../oauth-error';
import { requireSession } from '../sessions/require-session';
import { scopesOf } from './authorization-request';
import { claimsOfScope } from './user-claims';

/**
 * What an app may know of its user, as of now; `sub` is that of the ID token.
 * @throws AuthError of a Bearer token; OAuthError `insufficient_scope` for the token of a session that no app has begun
 */
export async function userInfo(ctx: RequestContext): Promise<object> {
  const { user, scope } = await requireSession(ctx);
  const scopes = scopesOf(scope);
  if (!scopes.includes('openid')) throw new OAuthError('insufficient_scope', 'The token was not issued to an app.');
  return { sub: user.id, ...claimsOfScope(user, scopes, ctx) };
}
