import { compactVerify, createRemoteJWKSet, customFetch, errors } from 'jose';
import { NetworkError } from '../errors';
import type { Http } from '../http';

/** @throws NetworkError while Postern's keys cannot be had: it is unknown whether it has signed the token */
export type IsSigned = (jwt: string) => Promise<boolean>;

/** What a token can be that Postern has not signed, whatever its keys. */
const FORGED = [
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
];

/**
 * Whether Postern has signed what a visitor's cookie holds: only then is it sent there. Postern counts forged tokens
 * against the address that they come from, which for all visitors is the app's. The signature alone is checked; whether
 * the token is still good is for Postern to say.
 *
 * Keys are loaded from `/.well-known/jwks.json` every ten minutes, and for an unknown one at most every 30 s.
 */
export function createSignatureCheck(http: Http, baseUrl: URL): IsSigned {
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', baseUrl), {
    [customFetch]: (url, init) => http.send(new Request(url, { ...init, cache: 'no-store' })),
  });
  return async (jwt) => {
    try {
      await compactVerify(jwt, keys);
      return true;
    } catch (cause) {
      if (FORGED.some((kind) => cause instanceof kind)) return false;
      throw new NetworkError('The keys of Postern could not be loaded.', { cause });
    }
  };
}
