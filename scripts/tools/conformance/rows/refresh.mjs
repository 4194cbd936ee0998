import { describe, textIn } from '../describe.mjs';
import { claimsOf, forged } from '../jwt.mjs';

const BLACKLISTED = '401 token_not_valid "Token is blacklisted"';
const INVALID = '401 token_not_valid "Token is invalid"';
const ROTATED = '200 {access, refresh}';

/** Versions up to 5.4 have one sentence for both. @type {import('../row.mjs').Difference} */
export const INVALID_IN_SIMPLEJWT = {
  expected: '401 token_not_valid "Token is invalid or expired"',
  newer: INVALID,
  why: 'simplejwt split the sentence in 5.5, into `Token is invalid` and `Token is expired`. Clients should read `code`.',
};

/** @type {import('../row.mjs').Row[]} */
export const REFRESH = [
  {
    feature: 'a refresh token',
    refreshTokens: 'static',
    see: async (server) => describe((await server.refreshed()).answer),
    expected: '200 {access}',
  },
  {
    feature: 'the same one again',
    refreshTokens: 'static',
    see: async (server) => describe(await server.refresh((await server.refreshed()).former)),
    expected: '200 {access}',
  },
  {
    feature: 'a refresh token that rotates',
    refreshTokens: 'rotating',
    see: async (server) => describe((await server.refreshed()).answer),
    expected: ROTATED,
  },
  {
    feature: 'the one just replaced',
    refreshTokens: 'rotating',
    see: async (server) => {
      const { former, answer: first } = await server.refreshed();
      const again = await server.refresh(former);
      const isSame = jtiIn(again) === jtiIn(first);
      return again.status === 200 && !isSame ? '200, another successor' : describe(again);
    },
    expected: ROTATED,
    simplejwt: {
      expected: BLACKLISTED,
      why: 'A response can get lost, and two tabs can refresh at once. Postern gives the same successor again for 30 seconds, or until it is used.',
    },
  },
  {
    feature: 'its successor',
    refreshTokens: 'rotating',
    see: async (server) => describe(await server.refresh(textIn((await server.refreshed()).answer, 'refresh'))),
    expected: ROTATED,
  },
  {
    feature: 'one replaced before the last',
    refreshTokens: 'rotating',
    see: async (server) => describe(await server.refresh((await server.refreshed()).former)),
    expected: BLACKLISTED,
  },
  {
    feature: 'the newest after that reuse',
    refreshTokens: 'rotating',
    see: async (server) => {
      const { refresh: first } = await server.newTokens();
      const second = textIn(await server.refresh(first), 'refresh');
      const third = textIn(await server.refresh(second), 'refresh');
      await server.refresh(first);
      return describe(await server.refresh(third));
    },
    expected: BLACKLISTED,
    simplejwt: {
      expected: ROTATED,
      why: 'A replaced token that is presented again means that two clients have it, and one of them may have stolen it. Postern ends the session (RFC 9700, section 4.14.2); simplejwt does not.',
    },
  },
  {
    feature: 'a form-encoded body',
    see: async (server) => {
      const { refresh } = await server.newTokens();
      const answer = await server.postForm(server.paths.refresh, { refresh });
      return answer.status === 200 && textIn(answer, 'access') !== '' ? '200, an access token' : describe(answer);
    },
    expected: '200, an access token',
  },
  {
    feature: 'an access token',
    see: async (server) => describe(await server.refresh((await server.tokens()).access)),
    expected: '401 token_not_valid "Token has wrong type"',
  },
  {
    feature: 'a forged token',
    see: async (server) => describe(await server.refresh(forged((await server.tokens()).refresh))),
    expected: INVALID,
    simplejwt: INVALID_IN_SIMPLEJWT,
  },
  {
    feature: 'a blacklisted token',
    see: async (server) => describe(await server.refresh((await server.blacklisted()).refresh)),
    expected: BLACKLISTED,
  },
  {
    feature: 'no token',
    see: async (server) => describe(await server.post(server.paths.refresh, {})),
    expected: '400 refresh: This field is required.',
  },
];

/** @param {import('../client.mjs').Answer} answer */
const jtiIn = (answer) => claimsOf(textIn(answer, 'refresh')).jti;
