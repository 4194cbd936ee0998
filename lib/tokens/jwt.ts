import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { addSeconds, CLOCK_LEEWAY_SECONDS, toEpochSeconds } from '../time';
import type { KeyRing, SigningKey } from './key-ring';
import type { SignedClaims } from './verified-tokens';

export type TokenKind = 'access' | 'refresh';

/** `typ` (RFC 7519 §5.1) keeps the kinds apart in the header, `token_type` and `aud` in the claims. */
export const TYP: Record<TokenKind, string> = { access: 'JWT', refresh: 'rt+jwt' };

export type TokenSubject = {
  userId: string;
  sessionId: string;
  /** 32 hex digits (RFC 7519 §4.1.7). */
  jti: string;
};

export type TokenToSign = TokenSubject & {
  kind: TokenKind;
  /** Further ones, which never take the place of those below. */
  claims?: Readonly<Record<string, unknown>>;
  issuer: string;
  audience: string;
  issuedAt: Date;
  expiresAt: Date;
};

/** Its times are `iat` and `exp`: whole seconds since the epoch. */
export type VerifiedToken = TokenSubject & { kind: TokenKind; issuer: string; issuedAt: number; expiresAt: number };

export type VerificationErrorReason = 'expired' | 'invalid' | 'wrong_type';

/** `isForged`: the token carries no signature of ours. One of ours that has expired, or is for another place, is not. */
export type Verification =
  | { ok: true; token: VerifiedToken }
  | { ok: false; reason: VerificationErrorReason; isForged: boolean };

export type ExpectedToken = {
  kind: TokenKind | 'any';
  issuer: string;
  accessAudience: string;
  now: Date;
};

/** Longer than any token of ours; nothing longer is even parsed. */
export const MAX_TOKEN_LENGTH = 4096;

export const refreshAudience = (issuer: string): string => `${issuer}/auth/token/refresh/`;

/** Signs with the ring's key of the hour (RFC 7515 compact form). Times are cut to whole seconds. */
export async function signToken(ring: KeyRing, now: Date, token: TokenToSign): Promise<string> {
  const { kid, algorithm, privateKey } = ring.signer(now);
  return new SignJWT({
    ...token.claims,
    token_type: token.kind,
    user_id: token.userId,
    sid: token.sessionId,
  })
    .setProtectedHeader({ alg: algorithm, kid, typ: TYP[token.kind] })
    .setIssuer(token.issuer)
    .setSubject(token.userId)
    .setAudience(token.audience)
    .setIssuedAt(toEpochSeconds(token.issuedAt))
    .setExpirationTime(toEpochSeconds(token.expiresAt))
    .setJti(token.jti)
    .sign(privateKey);
}

/**
 * Checks signature, times and kind, without any I/O; the signature of a token once. The issuer of a refresh token is not
 * compared: sessions outlive a change of APP_URL, and our own signature already proves its origin.
 */
export async function verifyToken(ring: KeyRing, jwt: string, expected: ExpectedToken): Promise<Verification> {
  const known = ring.verifiedTokens.find(jwt);
  if (known) return isExpired(known.payload, expected.now) ? expired : judge(known, expected);
  const key = findKey(ring, jwt);
  if (!key) return forged;
  try {
    const { payload, protectedHeader } = await jwtVerify(jwt, key.publicKey, {
      algorithms: [key.algorithm],
      currentDate: expected.now,
      requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'sid', 'token_type'],
    });
    const claims = { payload, typ: protectedHeader.typ };
    ring.verifiedTokens.remember(jwt, claims);
    return judge(claims, expected);
  } catch (error) {
    // jose looks at the claims after the signature.
    if (error instanceof errors.JWTExpired) return expired;
    if (error instanceof errors.JWTClaimValidationFailed) return invalid;
    if (error instanceof errors.JOSEError || error instanceof TypeError) return forged;
    throw error;
  }
}

const expired: Verification = { ok: false, reason: 'expired', isForged: false };
const invalid: Verification = { ok: false, reason: 'invalid', isForged: false };
const forged: Verification = { ok: false, reason: 'invalid', isForged: true };

/** The key that a token names, if it is one of ours and of that algorithm. */
export function findKey(ring: KeyRing, jwt: string, maxLength = MAX_TOKEN_LENGTH): SigningKey | null {
  if (jwt.length > maxLength) return null;
  try {
    const { kid, alg } = decodeProtectedHeader(jwt);
    const key = typeof kid === 'string' ? ring.find(kid) : null;
    return key?.algorithm === alg ? key : null;
  } catch {
    return null; // not even a header
  }
}

/** As jose compares it (RFC 7519 §4.1.4): a token has expired in the second of its `exp`. */
const isExpired = ({ exp = 0 }: JWTPayload, now: Date): boolean => exp <= toEpochSeconds(now);

function judge({ payload, typ }: SignedClaims, expected: ExpectedToken): Verification {
  const { iss, sub, jti, iat, exp, sid, token_type: kind } = payload;
  if (kind !== 'access' && kind !== 'refresh') return invalid;
  if (typ !== TYP[kind]) return invalid;
  if (![iss, sub, jti, sid].every((claim) => typeof claim === 'string')) return invalid;
  if (Number(iat) > toEpochSeconds(addSeconds(expected.now, CLOCK_LEEWAY_SECONDS))) return invalid;
  if (expected.kind !== 'any' && kind !== expected.kind) return { ok: false, reason: 'wrong_type', isForged: false };
  const issuer = String(iss);
  const isForUs =
    kind === 'access'
      ? issuer === expected.issuer && payload.aud === expected.accessAudience
      : payload.aud === refreshAudience(issuer);
  if (!isForUs) return invalid;
  const times = { issuedAt: Number(iat), expiresAt: Number(exp) };
  return {
    ok: true,
    token: { kind, issuer, userId: String(sub), sessionId: String(sid), jti: String(jti), ...times },
  };
}
