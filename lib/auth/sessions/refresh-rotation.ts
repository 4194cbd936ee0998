import { recordEvent } from '../../audit/record-event';
import type { Context, RequestContext } from '../../context';
import { markRefreshPresented, type SessionRow } from '../../data/sessions';
import { AuthError } from '../../errors';
import type { VerifiedToken } from '../../tokens/jwt';
import { endSessionById } from './end-session';
import { requireSessionOf } from './require-token';
import { isRotationClient } from './rotation-client';
import { classifyRefreshToken } from './session-policy';

const blacklisted = () => new AuthError('token_not_valid', { reason: 'blacklisted' });

/**
 * The session of a refresh token, and where the token stands in its line. A token from further back than the
 * predecessor ends the session (RFC 9700 §4.14.2), and so does a late predecessor from another client than made the swap.
 * @throws AuthError `token_not_valid`, `no_account_for_token`
 */
export async function requireRefreshToken(
  token: VerifiedToken,
  ctx: RequestContext,
): Promise<{ session: SessionRow; state: 'current' | 'previous' }> {
  const session = await requireSessionOf(token, ctx);
  const state = classifyRefreshToken(session, token.jti, ctx.now(), ctx.config.refreshReuseSeconds);
  switch (state) {
    case 'current':
    case 'previous':
      return { session, state };
    case 'late-previous':
      await requireSwapClient(session, ctx);
      return { session, state: 'previous' };
    case 'superseded':
      throw blacklisted();
    case 'reused':
      await endSessionById(session, { event: 'authn_token_reuse' }, ctx);
      throw blacklisted();
  }
}

/** Each late use of the predecessor is recorded; one by another client ends the session. */
async function requireSwapClient(session: SessionRow, ctx: RequestContext): Promise<void> {
  if (!isRotationClient(session, ctx)) {
    await endSessionById(session, { event: 'authn_token_reuse', detail: 'other-client' }, ctx);
    throw blacklisted();
  }
  const { id: sessionId, userId } = session;
  await recordEvent(ctx.db, { event: 'authn_token_reuse', detail: 'late', userId, sessionId }, ctx);
}

/** A token that was shown without being swapped: its answer has arrived, its predecessor is of no more use. */
export async function markRefreshTokenPresented(
  token: VerifiedToken,
  session: SessionRow,
  ctx: Context,
): Promise<void> {
  if (session.refreshPresentedAt || session.refreshJti !== token.jti) return;
  await markRefreshPresented(ctx.db, session.id, token.jti, ctx.now());
}
