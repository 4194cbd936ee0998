import { classifyRefreshToken } from '../../auth/sessions/session-policy';
import { isMovedPastExpiry } from '../../auth/sessions/time-moves';
import type { RequestContext } from '../../context';
import type { SessionRow } from '../../data/sessions';
import { fromEpochSeconds } from '../../time';
import { type InspectedToken, inspectToken } from '../../tokens/inspect-token';
import type { TokenKind } from '../../tokens/jwt';
import type { Reason, TokenExplanation } from './explanation';
import { findSessionReasons } from './session-reasons';
import { shown, toReason } from './wording';

const KINDS: Record<TokenKind | 'id', string> = {
  access: 'access token',
  refresh: 'refresh token',
  id: 'ID token',
};

/** Why an access, refresh or ID token is refused here. @param as how it was used; null for as what it is */
export async function explainJwt(jwt: string, as: TokenKind | null, ctx: RequestContext): Promise<TokenExplanation> {
  const { appUrl: issuer, jwtAudience: accessAudience, apps } = ctx.config;
  const clientIds = apps.map(({ id }) => id);
  const inspected = await inspectToken(ctx.keys, jwt, { as, issuer, accessAudience, clientIds, now: ctx.now() });
  const { isSigned, kind, problems } = inspected;
  // What an unsigned token says of its session is not worth a question.
  const { reasons, notes } = isSigned ? await judgeSession(inspected, ctx) : { reasons: [], notes: [UNVERIFIED] };
  const all = [...problems.map(toReason), ...reasons];
  return {
    subject: 'token',
    kind: kind === null ? 'token' : KINDS[kind],
    good: all.length === 0,
    reasons: all,
    facts: factsOf(inspected, ctx),
    notes,
  };
}

const UNVERIFIED = 'What the token says of itself is not verified, since no key of this installation has signed it.';

const ID_NOTE =
  'An ID token tells an app who signed in. It is never accepted as an access token, and the end of its session does not change it. As id_token_hint it is accepted after its expiry, too; an app must refuse it then.';

async function judgeSession(
  { kind, claims }: InspectedToken,
  ctx: RequestContext,
): Promise<{ reasons: Reason[]; notes: string[] }> {
  const of = { sessionId: String(claims.sid), userId: String(claims.sub) };
  const { session, reasons } = await findSessionReasons(of, ctx);
  if (kind === 'access' && session) reasons.unshift(...reasonsOfMoves(claims, session, ctx.now()));
  if (kind === 'id') return { reasons: [], notes: [ID_NOTE, ...reasons.map(({ message }) => message)] };
  if (kind !== 'refresh' || !session) return { reasons, notes: [] };
  const { reason, note } = judgeRefreshToken(session, String(claims.jti), ctx);
  return { reasons: [...reasons, ...(reason ? [reason] : [])], notes: note === null ? [] : [note] };
}

/** An access token keeps the times that were signed, also where a test moved those of its session. */
function reasonsOfMoves({ iat, exp }: InspectedToken['claims'], session: SessionRow, now: Date): Reason[] {
  const expiresAt = Number(exp);
  if (!isMovedPastExpiry({ kind: 'access', issuedAt: Number(iat), expiresAt }, session, now)) return [];
  return [
    {
      cause: 'expired',
      message: 'A test moved the time of the account past the expiry of the token (POST /mailbox/later/).',
      found: `${instant(expiresAt)}, moved since`,
      expected: 'a token that was issued after the move',
    },
  ];
}

const EXPECTED_REFRESH = 'the current refresh token of the session';

function judgeRefreshToken(
  session: SessionRow,
  jti: string,
  { now, config: { refreshReuseSeconds } }: RequestContext,
): { reason: Reason | null; note: string | null } {
  const issued = session.refreshIssuedAt ? ` Its successor was issued ${shown(session.refreshIssuedAt)}.` : '';
  switch (classifyRefreshToken(session, jti, now(), refreshReuseSeconds)) {
    case 'current':
      return { reason: null, note: null };
    case 'previous':
      return {
        reason: null,
        note: `It was exchanged already, and gets the same successor again: for ${refreshReuseSeconds} s (REFRESH_REUSE_SECONDS).${issued}`,
      };
    case 'late-previous':
      return {
        reason: null,
        note: `It was exchanged already. Until its successor is presented, the client that exchanged it gets the same successor again; a request of another client ends the session.${issued}`,
      };
    case 'superseded':
      return {
        reason: {
          cause: 'refresh_superseded',
          message: `The refresh token was superseded: a change of the password began a new family of refresh tokens.${issued}`,
          found: 'a token of an earlier family',
          expected: EXPECTED_REFRESH,
        },
        note: null,
      };
    case 'reused':
      return {
        reason: {
          cause: 'refresh_reused',
          message: `The refresh token was replaced by a newer one, so that it counts as stolen: presenting it ends the session.${issued}`,
          found: 'a token that was replaced',
          expected: EXPECTED_REFRESH,
        },
        note: null,
      };
  }
}

function factsOf({ kind, claims, isSigned }: InspectedToken, { now }: RequestContext): Record<string, string> {
  const { iss, aud, sub, sid, iat, exp, client_id: clientId } = claims;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const time = (value: unknown) => (typeof value === 'number' ? instant(value) : undefined);
  const facts = {
    type: kind ?? undefined,
    signature: isSigned ? 'verified' : 'not verified',
    issuer: text(iss),
    audience: text(aud),
    user: text(sub),
    session: text(sid),
    app: text(clientId),
    issued: time(iat),
    expires: time(exp),
    'clock here': shown(now()),
  };
  return Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function instant(seconds: number): string {
  const at = fromEpochSeconds(seconds);
  return Number.isNaN(at.getTime()) ? `${seconds}` : shown(at);
}
