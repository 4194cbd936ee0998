import { isDictionary } from '../describe.mjs';
import { claimsOf, headerOf, isSignedByOneOf } from '../jwt.mjs';

const NO_KEYS =
  'simplejwt signs with a secret by default. A service that verifies its tokens has to know the secret, and could sign with it.';

/** @type {import('../row.mjs').Row[]} */
export const CLAIMS = [
  {
    feature: 'what signs tokens',
    see: async (server) => {
      const { alg } = headerOf((await server.tokens()).access);
      return /^(ES|RS|PS|Ed)/.test(`${alg}`) ? 'a key pair' : /^HS/.test(`${alg}`) ? 'a secret' : `alg ${alg}`;
    },
    expected: 'a key pair',
    simplejwt: { expected: 'a secret', why: NO_KEYS },
  },
  {
    feature: 'the access token and the keys',
    see: async (server) => {
      const { body } = await server.request(server.paths.keys);
      const keys = isDictionary(body) && Array.isArray(body.keys) ? body.keys : [];
      if (keys.some((key) => isDictionary(key) && ('d' in key || 'k' in key))) return 'a private key is published';
      return isSignedByOneOf((await server.tokens()).access, keys) ? 'verified' : 'no key fits';
    },
    expected: 'verified',
    simplejwt: {
      expected: 'no key fits',
      why: 'simplejwt publishes no keys at `/.well-known/jwks.json`, since it signs with a secret.',
    },
  },
  {
    feature: 'claims of simplejwt',
    see: async (server) => claimsAmong((await server.tokens()).access, ['token_type', 'exp', 'iat', 'jti', 'user_id']),
    expected: 'token_type, exp, iat, jti, user_id',
  },
  {
    feature: 'claims of RFC 7519 beside them',
    see: async (server) => claimsAmong((await server.tokens()).access, ['iss', 'sub', 'aud']),
    expected: 'iss, sub, aud',
    simplejwt: {
      expected: 'none',
      why: 'simplejwt sets `iss` and `aud` where a project asks for them. Postern always says who issued a token and for whom.',
    },
  },
  {
    feature: 'the type of user_id',
    see: async (server) => {
      const { user_id: id } = claimsOf((await server.tokens()).access);
      return `${id}` === `${server.userId}` ? typeof id : 'of another account';
    },
    expected: 'string',
    simplejwt: {
      expected: 'number',
      newer: 'string',
      why: 'The ID of a Django user is a number by default, and older versions of simplejwt leave it one. IDs of Postern are UUIDs: a service that stores them needs a text or UUID column.',
    },
  },
  {
    feature: 'token_type of both tokens',
    see: async (server) => {
      const { access, refresh } = await server.tokens();
      return `${claimsOf(access).token_type}, ${claimsOf(refresh).token_type}`;
    },
    expected: 'access, refresh',
  },
];

/** Those of the claims that a token has. @param {string} token @param {string[]} names */
function claimsAmong(token, names) {
  const claims = claimsOf(token);
  return names.filter((name) => name in claims).join(', ') || 'none';
}
