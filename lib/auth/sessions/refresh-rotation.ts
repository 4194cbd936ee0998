import { recordEvent } from '../../audit/record-event';
import type { Context, RequestContext } from '../../context';
import { markRefreshPresented, type SessionRow } from '../../data/sessions';
import { AuthError } from '../../errors';
import { countLateUse } from '../../rate-limits/late-uses';
import type { VerifiedToken } from '../../tokens/jwt';
import { endSessionById } from './end-session';
import { requireSessionOf } from './require-token';
import { isRotationClient } from './rotation-client';
import { classifyRefreshToken } from './session-policy';

const blacklisted = () => new AuthError('token_not_valid', { reason: 'blacklisted' });

/**
 * The session of a refresh token, and the state of the token. A token older than the previous one ends the session
 * (RFC 9700 §4.14.2), and so does a late previous token from another client than that of the exchange.
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

/**
 * Records a late use of the previous token by the client of the exchange: the first sixty of an hour, since nothing else limits
 * how many events such a client can cause. A use by another client ends the session.
 */
async function requireSwapClient(session: SessionRow, ctx: RequestContext): Promise<void> {
  if (!isRotationClient(session, ctx)) {
    await endSessionById(session, { event: 'authn_token_reuse', detail: 'other-client' }, ctx);
    throw blacklisted();
  }
  const { id: sessionId, userId } = session;
  if (!(await countLateUse(ctx.db, sessionId, ctx))) return;
  await recordEvent(ctx.db, { event: 'authn_token_reuse', detail: 'late', userId, sessionId }, ctx);
}

/** Records that the current token was presented: the client has received it, so that the previous one is invalid now. */
export async function markRefreshTokenPresented(
  token: VerifiedToken,
  session: SessionRow,
  ctx: Context,
): Promise<void> {
  if (session.refreshPresentedAt || session.refreshJti !== token.jti) return;
  await markRefreshPresented(ctx.db, session.id, token.jti, ctx.now());
}
