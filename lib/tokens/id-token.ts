import { createHash } from 'node:crypto';
import { compactVerify, errors, SignJWT } from 'jose';
import { toEpochSeconds } from '../time';
import { findKey } from './jwt';
import type { KeyRing } from './key-ring';

/** Longer ones are not read: a hint comes in the query of a URL. */
export const MAX_HINT_LENGTH = 12_000;

/** What an app learns of a sign-in (OpenID Connect Core §2). */
export type IdTokenToSign = {
  issuer: string;
  clientId: string;
  userId: string;
  /** The app's session. */
  sessionId: string;
  /** The access token that comes with it. */
  accessToken: string;
  nonce: string | null;
  authenticatedAt: Date;
  /** Further ones, which never take the place of the others. */
  claims: Readonly<Record<string, unknown>>;
  issuedAt: Date;
  expiresAt: Date;
};

/** Has no `token_type`: it is never taken for an access token, nor an access token for one of these. */
export function signIdToken(ring: KeyRing, token: IdTokenToSign): Promise<string> {
  const { kid, algorithm, privateKey } = ring.signer(token.issuedAt);
  return new SignJWT({
    ...token.claims,
    auth_time: toEpochSeconds(token.authenticatedAt),
    sid: token.sessionId,
    at_hash: leftHalfHash(token.accessToken),
    ...(token.nonce !== null && { nonce: token.nonce }),
  })
    .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' })
    .setIssuer(token.issuer)
    .setSubject(token.userId)
    .setAudience(token.clientId)
    .setIssuedAt(toEpochSeconds(token.issuedAt))
    .setExpirationTime(toEpochSeconds(token.expiresAt))
    .sign(privateKey);
}

/** `at_hash` (§3.1.3.6); both ES256 and RS256 have SHA-256. */
const leftHalfHash = (token: string): string =>
  createHash('sha256').update(token, 'ascii').digest().subarray(0, 16).toString('base64url');

/** Which app an ID token was issued to, and for which of its sessions. */
export type IdTokenHint = { clientId: string; sessionId: string };

/**
 * Reads an ID token of ours that an app sends back (OpenID Connect RP-Initiated Logout §2). It may have expired. Null for
 * anything else, an access token included.
 */
export async function readIdTokenHint(ring: KeyRing, jwt: string, issuer: string): Promise<IdTokenHint | null> {
  const key = findKey(ring, jwt, MAX_HINT_LENGTH);
  if (!key) return null;
  try {
    const { payload } = await compactVerify(jwt, key.publicKey, { algorithms: [key.algorithm] });
    return toHint(JSON.parse(new TextDecoder().decode(payload)), issuer);
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/** @param claims that we signed */
function toHint(claims: Record<string, unknown>, issuer: string): IdTokenHint | null {
  const { iss, aud, sid, token_type: kind } = claims;
  if (iss !== issuer || kind !== undefined || typeof aud !== 'string' || typeof sid !== 'string') return null;
  return { clientId: aud, sessionId: sid };
}
