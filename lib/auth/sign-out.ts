import type { RequestContext } from '../context';
import { endSessionByCookie } from '../data/sessions';
import { AuthError } from '../errors';
import { isRandomToken, tokenHash } from '../tokens/secrets';

/**
 * Ends the browser's session, if it has one. An API client has none: it blacklists its refresh token.
 * @throws AuthError `not_authenticated` for an API client
 */
export async function signOut(_input: unknown, ctx: RequestContext): Promise<void> {
  if (ctx.caller !== 'browser') throw new AuthError('not_authenticated');
  const cookie = ctx.credentials.sessionCookie;
  if (cookie && isRandomToken(cookie)) await endSessionByCookie(ctx.db, tokenHash(cookie), ctx.now());
}
