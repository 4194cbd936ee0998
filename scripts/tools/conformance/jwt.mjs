import { createPublicKey, verify } from 'node:crypto';
import { isDictionary } from './describe.mjs';

/** @param {string} token */
export const headerOf = (token) => part(token, 0);

/** @param {string} token */
export const claimsOf = (token) => part(token, 1);

/** A part of a token; nothing where it cannot be read. @param {string} token @param {number} index @returns {Record<string, unknown>} */
function part(token, index) {
  try {
    const value = JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
    return isDictionary(value) ? value : {};
  } catch {
    return {};
  }
}

/** The token with another signature. @param {string} token */
export function forged(token) {
  const at = token.lastIndexOf('.') + 1;
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

/** Whether one of those keys signed the token, by ES256 or RS256. @param {string} token @param {unknown[]} keys */
export function isSignedByOneOf(token, keys) {
  const { kid } = headerOf(token);
  const key = keys.filter(isDictionary).find((each) => each.kid === kid);
  if (key === undefined) return false;
  const at = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(at + 1), 'base64url');
  const jwk = /** @type {import('node:crypto').JsonWebKey} */ (key);
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  return verify('sha256', Buffer.from(token.slice(0, at)), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}
