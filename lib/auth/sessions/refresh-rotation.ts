import { record } from '../../audit/record-event';
import type { Context, RequestContext } from '../../context';
import { markRefreshSeen, type SessionRow } from '../../data/sessions';
import { AuthError } from '../../errors';
import type { VerifiedToken } from '../../tokens/jwt';
import { endOneSession } from './end-session';
import { requireSessionOf } from './require-token';
import { isSwapClient } from './rotation-client';
import { placeOfRefreshToken } from './session-policy';

const blacklisted = () => new AuthError('token_not_valid', { fault: 'blacklisted' });

/**
 * The session of a refresh token, and where the token stands in its line. A token from further back than the
 * predecessor ends the session (RFC 9700 §4.14.2), and so does a late predecessor from another client than made the swap.
 * @throws AuthError `token_not_valid`, `no_account_for_token`
 */
export async function requireRefreshLine(
  token: VerifiedToken,
  ctx: RequestContext,
): Promise<{ session: SessionRow; place: 'newest' | 'predecessor' }> {
  const session = await requireSessionOf(token, ctx);
  const place = placeOfRefreshToken(session, token.jti, ctx.now(), ctx.config.refreshReuseSeconds);
  switch (place) {
    case 'newest':
    case 'predecessor':
      return { session, place };
    case 'late-predecessor':
      await requireSwapClient(session, ctx);
      return { session, place: 'predecessor' };
    case 'replaced':
      throw blacklisted();
    case 'past':
      await endOneSession(session, { event: 'authn_token_reuse' }, ctx);
      throw blacklisted();
  }
}

/** Each late use of the predecessor is recorded; one by another client ends the session. */
async function requireSwapClient(session: SessionRow, ctx: RequestContext): Promise<void> {
  if (!isSwapClient(session, ctx)) {
    await endOneSession(session, { event: 'authn_token_reuse', detail: 'other-client' }, ctx);
    throw blacklisted();
  }
  const { id: sessionId, userId } = session;
  await record(ctx.db, { event: 'authn_token_reuse', detail: 'late', userId, sessionId }, ctx);
}

/** A token that was shown without being swapped: its answer has arrived, its predecessor is of no more use. */
export async function noteRefreshTokenSeen(token: VerifiedToken, session: SessionRow, ctx: Context): Promise<void> {
  if (session.refreshSeenAt || session.refreshJti !== token.jti) return;
  await markRefreshSeen(ctx.db, session.id, token.jti, ctx.now());
}
