import type { RequestContext } from '../../context';
import { endSessionById } from './end-session';
import { requireRefreshToken } from './refresh-rotation';
import { requireToken } from './require-token';

/**
 * Ends the session of a refresh token: how an API client signs out.
 * @throws AuthError `token_not_valid`, `no_account_for_token`
 */
export async function blacklist(input: { refresh: string }, ctx: RequestContext): Promise<void> {
  const token = await requireToken(input.refresh, 'refresh', ctx);
  const { session } = await requireRefreshToken(token, ctx);
  await endSessionById(session, { event: 'authn_token_revoked', detail: 'sign-out' }, ctx);
}
