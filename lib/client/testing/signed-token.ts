import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { publicKey: nextKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWS of ES256 (RFC 7515 §3.1), good for {@link KEYS} unless told otherwise. */
export function signedToken(claims: object, { header = {}, key = privateKey } = {}): string {
  const text = `${part({ alg: 'ES256', kid: 'first', typ: 'JWT', ...header })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** What `/.well-known/jwks.json` responds with. */
export const KEYS = { keys: [toJwk('first', publicKey), toJwk('next', nextKey)] };

function toJwk(kid: string, key: KeyObject) {
  return { ...key.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
}
