import { recordEvent } from '../../audit/record-event';
import { describeUserAgent } from '../../audit/user-agent';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import {
  endSession,
  endSessionsOver,
  findSessionByCookie,
  insertSession,
  type SessionApp,
  type SessionSecret,
} from '../../data/sessions';
import { inTransaction } from '../../data/transaction';
import { keepUserLocked, lockUnchangedCredential, updateLastSignIn } from '../../data/users';
import { AuthError } from '../../errors';
import { MAX_LIVE_SESSIONS, MAX_LIVE_SESSIONS_OF_APP } from '../../rate-limits/policy';
import { recordSignIn } from '../../rate-limits/sign-ins';
import { secondsBetween } from '../../time';
import { isRandomToken, randomJti, randomToken, tokenHash } from '../../tokens/opaque-token';
import { findUserClaims } from '../profile/access-claims';
import { absoluteExpiry, idleExpiry, sessionState } from './session-policy';
import { issueAccessToken, issueRefreshToken } from './session-tokens';

/** What a sign-in returns: tokens for an API client, a cookie for a browser. */
export type NewSession =
  | { kind: 'api'; refresh: string; access: string }
  | {
      kind: 'browser';
      cookie: string;
      /** Null: until the browser is closed. */
      maxAgeSeconds: number | null;
      device: string;
    };

type ProvenUser = { id: string; email: string; credentialChangedAt: Date };

/**
 * Begins a session, and makes known where from. It is of the caller's kind, under an id of our own choosing. It takes the
 * place of the one that the browser brought along and, where its user has too many, of the one used least recently.
 * @param options.within the transaction that it is a part of, if not of its own
 * @param options.isKept false: a browser's cookie is gone once it is closed
 * @throws AuthError `bad_credentials` when the password was changed, or the user disabled, since it was checked;
 * `throttled` when the user has signed in too often
 */
export async function startSession(
  user: ProvenUser,
  ctx: RequestContext,
  { within, isKept = true }: { within?: Db; isKept?: boolean } = {},
): Promise<NewSession> {
  const now = ctx.now();
  const absoluteExpiresAt = absoluteExpiry(now, isKept || ctx.clientKind === 'api', ctx.config);
  const account = { email: user.email, passwordSetAt: user.credentialChangedAt };
  const inOne = <Result>(work: (tx: Db) => Promise<Result>) => (within ? work(within) : inTransaction(ctx, work));
  const begin = (handle: SessionSecret) =>
    inOne(async (tx) => {
      const isUnchanged = await lockUnchangedCredential(tx, user.id, user.credentialChangedAt);
      if (!isUnchanged) throw new AuthError('bad_credentials');
      await recordSignIn(tx, user.id, ctx);
      await updateLastSignIn(tx, user.id, now);
      await endReplacedSession(tx, ctx);
      await endSessionsUsedLeast(tx, { userId: user.id }, ctx);
      const expiresAt = idleExpiry(now, absoluteExpiresAt, ctx.config);
      await ctx.knownClients.remember(tx, account, ctx);
      const origin = { address: ctx.clientAddress, userAgentLabel: describeUserAgent(ctx.userAgent) };
      const sessionId = await insertSession(tx, {
        userId: user.id,
        now,
        expiresAt,
        absoluteExpiresAt,
        ...origin,
        ...handle,
      });
      await recordEvent(tx, { event: 'authn_login_success', userId: user.id, sessionId }, ctx);
      return { id: sessionId, claims: ctx.clientKind === 'api' ? await findUserClaims(tx, user.id, ctx) : {} };
    });

  if (ctx.clientKind === 'browser') {
    const cookie = randomToken();
    const device = ctx.knownClients.deviceCookie(account, ctx.credentials.deviceCookie);
    await begin({ cookieHash: tokenHash(cookie) });
    const maxAgeSeconds = isKept ? secondsBetween(now, absoluteExpiresAt) : null;
    return { kind: 'browser', cookie, maxAgeSeconds, device };
  }
  const jti = randomJti();
  const { id, claims } = await begin({ refreshJti: jti });
  const session = { id, userId: user.id, absoluteExpiresAt, clientId: null };
  const [access, refresh] = await Promise.all([
    issueAccessToken(session, claims, ctx),
    issueRefreshToken(session, { jti, issuedAt: now }, ctx),
  ]);
  return { kind: 'api', refresh, access };
}

/** Ends the session of the cookie that the browser sent, of any account: no client could end it after this. */
async function endReplacedSession(tx: Db, ctx: RequestContext): Promise<void> {
  const cookie = ctx.credentials.sessionCookie;
  if (ctx.clientKind !== 'browser' || !cookie || !isRandomToken(cookie)) return;
  const session = await findSessionByCookie(tx, tokenHash(cookie));
  if (!session || sessionState(session, ctx.now()) !== 'live') return;
  const { id, userId } = session;
  await keepUserLocked(tx, userId); // before the session, as a deletion does: else each could wait for the other
  if (await endSession(tx, id, ctx.now())) await recordEnd(tx, { id, userId }, 'session-replaced', ctx);
}

/**
 * Makes room for one more.
 * @param userId locked by this transaction
 * @param app of which it will be, if any
 */
export async function endSessionsUsedLeast(
  tx: Db,
  { userId, app }: { userId: string; app?: Pick<SessionApp, 'clientId' | 'browserSessionId'> },
  ctx: RequestContext,
): Promise<void> {
  const ofApp = app ? await endSessionsOver(tx, { userId, app }, MAX_LIVE_SESSIONS_OF_APP - 1, ctx.now()) : [];
  const ofUser = await endSessionsOver(tx, { userId }, MAX_LIVE_SESSIONS - 1, ctx.now());
  for (const id of [...ofApp, ...ofUser]) await recordEnd(tx, { id, userId }, 'too-many-sessions', ctx);
}

const recordEnd = (
  tx: Db,
  { id, userId }: { id: string; userId: string },
  detail: 'session-replaced' | 'too-many-sessions',
  ctx: RequestContext,
) => recordEvent(tx, { event: 'authn_token_revoked', detail, userId, sessionId: id }, ctx);
