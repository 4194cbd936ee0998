import { findApp } from '../../config/registered-app';
import type { Context, RequestContext } from '../../context';
import type { SessionRow } from '../../data/sessions';
import { findUserById } from '../../data/users';
import { AuthError } from '../../errors';
import { type TokenKind, type VerifiedToken, verifyToken } from '../../tokens/jwt';
import { sessionState } from './session-policy';
import { isMovedPastExpiry } from './time-moves';

/**
 * A token of ours, by its signature and claims alone: the database is not asked. A forged one counts against the
 * client's address; an address that has sent too many of them is refused before the signature is checked.
 * @param options.countsForged false for a client whose address is that of others
 * @throws AuthError `token_not_valid`, `throttled`
 */
export async function requireToken(
  jwt: string,
  kind: TokenKind | 'any',
  ctx: RequestContext,
  { countsForged = true } = {},
): Promise<VerifiedToken> {
  const { appUrl, jwtAudience } = ctx.config;
  if (countsForged) await ctx.addressLimits.assertWithinLimit('invalid-token', ctx.clientAddress);
  const verification = await verifyToken(ctx.keys, jwt, {
    kind,
    issuer: appUrl,
    accessAudience: jwtAudience,
    now: ctx.now(),
  });
  if (verification.ok) return verification.token;
  if (verification.isForged) {
    ctx.eventCounters.token_forged();
    if (countsForged) await ctx.addressLimits.recordAttempt('invalid-token', ctx.clientAddress);
  }
  throw new AuthError('token_not_valid', { reason: verification.reason });
}

/**
 * The session a token belongs to, while it and its user are good.
 * @throws AuthError `no_account_for_token`, or `token_not_valid` as ended or expired
 */
export async function requireSessionOf(token: VerifiedToken, ctx: Context): Promise<SessionRow> {
  const { sessionId, userId } = token;
  const session = await ctx.sessionLookup.byId(sessionId);
  if (session && isMovedPastExpiry(token, session, ctx.now())) {
    throw new AuthError('token_not_valid', { reason: 'expired' });
  }
  const user = session?.user ?? (await findUserById(ctx.db, userId));
  if (!user || user.disabledAt) throw new AuthError('no_account_for_token');
  if (!session || !isOfKnownApp(session, ctx)) throw new AuthError('token_not_valid', { reason: 'blacklisted' });
  const state = sessionState(session, ctx.now());
  if (state === 'ended') throw new AuthError('token_not_valid', { reason: 'blacklisted' });
  if (state === 'expired') throw new AuthError('token_not_valid', { reason: 'expired' });
  return session;
}

/** The sessions of an app that the operator has removed count as ended. */
const isOfKnownApp = ({ clientId }: SessionRow, { config }: Context): boolean =>
  clientId === null || findApp(config.apps, clientId) !== null;
