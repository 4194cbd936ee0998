import { describe } from '../describe.mjs';
import { forged } from '../jwt.mjs';
import { INVALID_IN_SIMPLEJWT } from './refresh.mjs';

const BLACKLISTED = '401 token_not_valid "Token is blacklisted"';
const NO_SESSIONS =
  'simplejwt has no sessions: an access token is good until it expires, whatever became of its refresh token. With Postern a blacklisted refresh token ends the session, and every endpoint rejects its access tokens at once.';

/** @type {import('../row.mjs').Row[]} */
export const VERIFY = [
  {
    feature: 'verify an access token',
    see: async (server) => describe(await verify(server, (await server.tokens()).access)),
    expected: '200 {}',
  },
  {
    feature: 'verify a forged token',
    see: async (server) => describe(await verify(server, forged((await server.tokens()).access))),
    expected: '401 token_not_valid "Token is invalid"',
    simplejwt: INVALID_IN_SIMPLEJWT,
  },
  {
    feature: 'blacklist a refresh token',
    see: async (server) => describe((await server.blacklisted()).answer),
    expected: '200 {}',
  },
  {
    feature: 'blacklist it again',
    see: async (server) =>
      describe(await server.post(server.paths.blacklist, { refresh: (await server.blacklisted()).refresh })),
    expected: BLACKLISTED,
  },
  {
    feature: 'blacklist an access token',
    see: async (server) =>
      describe(await server.post(server.paths.blacklist, { refresh: (await server.tokens()).access })),
    expected: '401 token_not_valid "Token has wrong type"',
  },
  {
    feature: 'verify a blacklisted token',
    refreshTokens: 'static',
    see: async (server) => describe(await verify(server, (await server.blacklisted()).refresh)),
    expected: BLACKLISTED,
    simplejwt: {
      expected: '200 {}',
      why: 'simplejwt looks at its blacklist here only where it blacklists what was rotated.',
    },
  },
  {
    feature: 'verify a blacklisted token, with rotation',
    refreshTokens: 'rotating',
    see: async (server) => describe(await verify(server, (await server.blacklisted()).refresh)),
    expected: BLACKLISTED,
    simplejwt: {
      expected: '400 non_field_errors: Token is blacklisted',
      why: 'It is the only invalid token that simplejwt answers with a 400. Postern answers as it does for every other.',
    },
  },
  {
    feature: 'verify the access token of a blacklisted one',
    see: async (server) => describe(await verify(server, (await server.blacklisted()).access)),
    expected: BLACKLISTED,
    simplejwt: { expected: '200 {}', why: NO_SESSIONS },
  },
];

/** @param {import('../tested-server.mjs').TestedServer} server @param {string} token */
const verify = (server, token) => server.post(server.paths.verify, { token });
