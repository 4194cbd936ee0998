import type { Context, RequestContext } from '../context';
import { markRefreshSeen, type SessionRow } from '../data/sessions';
import { AuthError } from '../errors';
import type { VerifiedToken } from '../tokens/jwt';
import { endOneSession } from './end-one-session';
import { requireSessionOf } from './require-token';
import { placeOfRefreshToken, type RefreshPlace } from './session-rules';

const blacklisted = () => new AuthError('token_not_valid', { fault: 'blacklisted' });

/**
 * The session of a refresh token, and where the token stands in its line. A token from further
 * back than the predecessor ends the session (RFC 9700 §4.14.2).
 * @throws AuthError `token_not_valid`, `no_account_for_token`
 */
export async function requireRefreshLine(
  token: VerifiedToken,
  ctx: RequestContext,
): Promise<{ session: SessionRow; place: Exclude<RefreshPlace, 'replaced' | 'past'> }> {
  const session = await requireSessionOf(token, ctx);
  const place = placeOfRefreshToken(session, token.jti, ctx.now(), ctx.config.refreshReuseSeconds);
  if (place === 'replaced') throw blacklisted();
  if (place !== 'past') return { session, place };
  await endOneSession(session, { event: 'authn_token_reuse' }, ctx);
  throw blacklisted();
}

/** A token that was shown without being swapped: its answer has arrived, its predecessor is of no more use. */
export async function noteRefreshTokenSeen(token: VerifiedToken, session: SessionRow, ctx: Context): Promise<void> {
  if (session.refreshSeenAt || session.refreshJti !== token.jti) return;
  await markRefreshSeen(ctx.db, session.id, token.jti, ctx.now());
}
