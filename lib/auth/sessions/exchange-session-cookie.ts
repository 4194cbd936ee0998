import type { RequestContext } from '../../context';
import { AuthError } from '../../errors';
import { toUserClaims } from '../profile/access-claims';
import { findCurrentSession } from './current-session';
import { issueAccessToken } from './session-tokens';

/**
 * An access token for a browser's session: an app behind the same origin never sees a long-lived one.
 * @throws AuthError `not_authenticated`
 */
export async function exchangeSessionCookie(_input: unknown, ctx: RequestContext): Promise<{ access: string }> {
  const session = await findCurrentSession(ctx.credentials.sessionCookie, ctx);
  if (!session) throw new AuthError('not_authenticated');
  return { access: await issueAccessToken(session, toUserClaims(session.user, ctx), ctx) };
}
