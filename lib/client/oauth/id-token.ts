import { SignInError } from '../errors';
import type { UserInfo } from '../user';
import { fromBase64Url } from './base64url';

/** The claims of an ID token (OIDC Core §2), and those of the user that the scope gives. */
export type IdTokenClaims = UserInfo & {
  iss: string;
  aud: string | string[];
  /** Seconds since 1970. */
  exp: number;
  iat: number;
  auth_time?: number;
  nonce?: string;
  sid?: string;
};

export type Expectation = {
  issuer: string;
  clientId: string;
  nonce: string;
  maxAgeSeconds: number | null;
  now: Date;
};

/** Clocks of two machines differ. */
const LEEWAY_SECONDS = 60;

/**
 * Checks an ID token that came straight from the token endpoint. There TLS vouches for the sender in place of the
 * signature (OIDC Core §3.1.3.7, number 6); one from anywhere else needs a JWT library.
 * @throws SignInError `invalid_id_token`
 */
export function readIdToken(idToken: string, expected: Expectation): IdTokenClaims {
  const claims = decode(idToken);
  const nowSeconds = expected.now.getTime() / 1000;
  const authenticatedAt = claims.auth_time ?? Number.NEGATIVE_INFINITY;
  const { maxAgeSeconds } = expected;
  const isAsExpected =
    claims.iss === expected.issuer &&
    [claims.aud].flat().join() === expected.clientId &&
    claims.nonce === expected.nonce &&
    typeof claims.sub === 'string' &&
    claims.exp > nowSeconds - LEEWAY_SECONDS &&
    (maxAgeSeconds === null || authenticatedAt >= nowSeconds - maxAgeSeconds - LEEWAY_SECONDS);
  if (!isAsExpected) throw new SignInError('invalid_id_token', 'The ID token is not for this sign-in.');
  return claims;
}

function decode(idToken: string): IdTokenClaims {
  try {
    const [, payload = ''] = idToken.split('.');
    return JSON.parse(new TextDecoder().decode(fromBase64Url(payload)));
  } catch {
    throw new SignInError('invalid_id_token', 'The ID token cannot be read.');
  }
}
