import type { RequestContext } from '../../context';
import { findSessionByCookie } from '../../data/sessions';
import { AuthError } from '../../errors';
import { isRandomToken, tokenHash } from '../../tokens/opaque-token';
import { endSessionById } from './end-session';

/**
 * Ends the browser's session, if it has one. An API client has none: it blacklists its refresh token.
 * @throws AuthError `not_authenticated` for an API client
 */
export async function signOut(_input: unknown, ctx: RequestContext): Promise<void> {
  if (ctx.clientKind !== 'browser') throw new AuthError('not_authenticated');
  const cookie = ctx.credentials.sessionCookie;
  const session = cookie && isRandomToken(cookie) ? await findSessionByCookie(ctx.db, tokenHash(cookie)) : null;
  if (session) await endSessionById(session, { event: 'authn_token_revoked', detail: 'sign-out' }, ctx);
}
