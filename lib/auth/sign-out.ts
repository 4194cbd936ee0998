import type { RequestContext } from '../context';
import { endSessionByCookie } from '../data/sessions';
import { AuthError } from '../errors';
import { isRandomToken, tokenHash } from '../tokens/secrets';
import { record } from './record';

/**
 * Ends the browser's session, if it has one. An API client has none: it blacklists its refresh token.
 * @throws AuthError `not_authenticated` for an API client
 */
export async function signOut(_input: unknown, ctx: RequestContext): Promise<void> {
  if (ctx.caller !== 'browser') throw new AuthError('not_authenticated');
  const cookie = ctx.credentials.sessionCookie;
  const ended = cookie && isRandomToken(cookie) ? await endSessionByCookie(ctx.db, tokenHash(cookie), ctx.now()) : null;
  if (!ended) return;
  const of = { userId: ended.userId, sessionId: ended.id };
  await record(ctx.db, { event: 'authn_token_revoked', detail: 'sign-out', ...of }, ctx);
}
