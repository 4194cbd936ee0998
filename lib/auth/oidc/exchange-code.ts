import { createHash } from 'node:crypto';
import { recordEvent } from '../../audit/record-event';
import { isRegisteredUri, type RegisteredApp } from '../../config/registered-app';
import type { RequestContext } from '../../context';
import {
  type AuthorizationCodeRow,
  type CodeBinding,
  findCode,
  linkCodeToSession,
  redeemCode,
} from '../../data/authorization-codes';
import type { Db } from '../../data/database';
import { findSession, insertSession } from '../../data/sessions';
import { inTransaction } from '../../data/transaction';
import { lockSignedInUser, type UserRow } from '../../data/users';
import { OAuthError } from '../../oauth-error';
import { isRandomToken, randomJti, tokenHash } from '../../tokens/opaque-token';
import { toUserClaims } from '../profile/access-claims';
import { endSessionById } from '../sessions/end-session';
import { absoluteExpiry, idleExpiry, isKeptSession } from '../sessions/session-policy';
import { issueAccessToken, issueRefreshToken } from '../sessions/session-tokens';
import { endSessionsUsedLeast } from '../sessions/start-session';
import { type AppSession, type AppTokens, toAppTokens } from './app-tokens';

/** RFC 7636 §4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** One error for every bad code: saying which part is wrong would help an attacker with a stolen one. */
export const invalidCode = () =>
  new OAuthError(
    'invalid_grant',
    'The code is invalid, expired or used, or not for this client, redirect_uri or verifier.',
  );

/**
 * Exchanges a code for tokens, and begins the app's own session (RFC 6749 §4.1.3, RFC 7636 §4.5). A request that does not
 * meet what the code is bound to does not use it up: its owner may still come.
 * @param input.code of an authenticated app
 * @throws OAuthError `invalid_grant`
 */
export async function exchangeCode(
  app: RegisteredApp,
  { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: string },
  ctx: RequestContext,
): Promise<AppTokens> {
  const arrivedAt = ctx.now();
  const hash = isRandomToken(code) ? tokenHash(code) : null;
  const issued = hash && (await findCode(ctx.db, hash));
  if (!hash || !issued || issued.clientId !== app.id || !VERIFIER.test(verifier)) throw invalidCode();
  const codeChallenge = createHash('sha256').update(verifier, 'ascii').digest('base64url');
  const binding = { clientId: app.id, redirectUri, codeChallenge };
  const jti = randomJti();
  // A URI that is not registered is bound to no code, and may be text that no column can hold.
  const begun = isRegisteredUri(redirectUri, app.redirectUris)
    ? await inTransaction(ctx, (tx) => beginSession(tx, issued, { hash, binding, jti }, ctx))
    : null;
  if (!begun) {
    await endSessionOfReusedCode(hash, arrivedAt, ctx);
    throw invalidCode();
  }
  const { session, user } = begun;
  const [access, refresh] = await Promise.all([
    issueAccessToken(session, toUserClaims(user, ctx), ctx),
    issueRefreshToken(session, { jti, issuedAt: session.begunAt }, ctx),
  ]);
  return toAppTokens(session, { access, refresh, user, nonce: issued.nonce }, ctx);
}

/** Null where the code is not good, or its user is not signed in any more as when it was issued. */
async function beginSession(
  tx: Db,
  issued: AuthorizationCodeRow,
  { hash, binding, jti }: { hash: Buffer<ArrayBuffer>; binding: CodeBinding; jti: string },
  ctx: RequestContext,
): Promise<{ session: AppSession & { begunAt: Date }; user: UserRow } | null> {
  const { userId, browserSessionId, clientId, scope } = issued;
  const now = ctx.now();
  // Before the code, as a deletion of the user does: else each could wait for the other.
  const isSignedIn = await lockSignedInUser(tx, { userId, sessionId: browserSessionId, since: issued.createdAt });
  const browser = isSignedIn ? await findSession(tx, browserSessionId) : null;
  const code = browser && (await redeemCode(tx, hash, binding, now));
  if (!browser || !code) return null;
  await endSessionsUsedLeast(tx, { userId, app: { clientId, browserSessionId } }, ctx);
  const absoluteExpiresAt = absoluteExpiry(now, isKeptSession(browser, ctx.config), ctx.config);
  const { address, userAgentLabel, user, createdAt: authenticatedAt } = browser;
  const id = await insertSession(tx, {
    userId,
    now,
    expiresAt: idleExpiry(now, absoluteExpiresAt, ctx.config),
    absoluteExpiresAt,
    address,
    userAgentLabel,
    refreshJti: jti,
    clientId,
    browserSessionId,
    scope,
    authenticatedAt,
  });
  await recordEvent(tx, { event: 'authn_login_success', detail: 'app', userId, sessionId: id }, ctx);
  await linkCodeToSession(tx, code.id, id, ctx.now());
  return { session: { id, userId, clientId, scope, authenticatedAt, absoluteExpiresAt, begunAt: now }, user };
}

/**
 * A second use ends the session that the first one began (RFC 6749 §4.1.2): somebody else has the code. Uses at the same
 * time are one app that asks twice, as development builds of React do, and only one of them is answered with tokens; they
 * end nothing.
 */
async function endSessionOfReusedCode(hash: Buffer<ArrayBuffer>, arrivedAt: Date, ctx: RequestContext): Promise<void> {
  const used = await findCode(ctx.db, hash);
  if (!used?.usedAt || !used.sessionId || used.usedAt >= arrivedAt) return;
  const { sessionId: id, userId } = used;
  await endSessionById({ id, userId }, { event: 'authn_token_reuse', detail: 'code' }, ctx);
}
