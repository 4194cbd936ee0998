import { describe } from '../describe.mjs';

const ANOTHER_PASSWORD = 'a lamp behind the quince';

/** @type {import('../row.mjs').Row[]} */
export const PASSWORDS = [
  {
    feature: 'reset for a known email',
    see: async (server) => describe(await reset(server, { email: server.email })),
    expected: '200 "Password reset e-mail has been sent."',
    simplejwt: {
      expected: '204',
      why: 'djoser sends no body. Postern has the sentence of dj-rest-auth, which clients show.',
    },
  },
  {
    feature: 'reset for an unknown email',
    see: async (server) => describe(await reset(server, { email: server.newEmail() })),
    expected: '404 user_not_found "No user with this email address was found."',
    simplejwt: {
      expected: '204',
      why: 'djoser hides by default whether an account exists, although its registration tells. Postern does both with `HIDE_UNKNOWN_EMAILS`.',
    },
  },
  {
    feature: 'reset for a malformed email',
    see: async (server) => describe(await reset(server, { email: 'ada@' })),
    expected: '400 email: Enter a valid email address.',
  },
  {
    feature: 'a new password by an unknown link',
    see: async (server) => {
      const { path, body } = server.paths.redeemUnknownLink(server.userId, ANOTHER_PASSWORD);
      return describe(await server.post(path, body));
    },
    expected: '400 token: Invalid or expired token.',
    simplejwt: {
      expected: '400 token: Invalid token for given user.',
      why: 'A link of djoser has the user’s ID and a token, and the form of the app posts both. A link of Postern is one token, in the path.',
    },
  },
  {
    feature: 'a change with a wrong password',
    see: async (server) => {
      const { path, body } = server.paths.changePassword('wrong', ANOTHER_PASSWORD);
      const { access } = await server.tokens();
      return describe(await server.post(path, body, { Authorization: `Bearer ${access}` }));
    },
    expected: '400 current_password: The password is not right.',
    simplejwt: {
      expected: '400 current_password: Invalid password.',
      why: 'The key is the same, the sentence is not.',
    },
  },
  {
    feature: 'a change without credentials',
    see: async (server) => {
      const { path, body } = server.paths.changePassword(server.password, ANOTHER_PASSWORD);
      return describe(await server.post(path, body));
    },
    expected: '401 "Authentication credentials were not provided."',
  },
];

/** @param {import('../tested-server.mjs').TestedServer} server @param {Record<string, unknown>} body */
const reset = (server, body) => server.post(server.paths.resetPassword, body);
