import type { RequestContext } from '../../context';
import { markRefreshTokenPresented, requireRefreshToken } from './refresh-rotation';
import { requireSessionOf, requireToken } from './require-token';

/**
 * Says whether a token of either kind, and its session, are good.
 * @throws AuthError `token_not_valid`, `no_account_for_token`
 */
export async function verifyTokenAndSession(input: { token: string }, ctx: RequestContext): Promise<void> {
  const token = await requireToken(input.token, 'any', ctx);
  if (token.kind === 'access') {
    await requireSessionOf(token, ctx);
    return;
  }
  const { session } = await requireRefreshToken(token, ctx);
  await markRefreshTokenPresented(token, session, ctx);
}
