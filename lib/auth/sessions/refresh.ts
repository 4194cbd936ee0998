import type { RequestContext } from '../../context';
import { type Refreshed, refreshTokens } from './refresh-tokens';
import { requireToken } from './require-token';

/**
 * A new access token for a refresh token; with rotation its one successor as well.
 * @throws AuthError `token_not_valid`, `no_account_for_token`
 */
export async function refresh(input: { refresh: string }, ctx: RequestContext): Promise<Refreshed> {
  return refreshTokens(await requireToken(input.refresh, 'refresh', ctx), ctx);
}
