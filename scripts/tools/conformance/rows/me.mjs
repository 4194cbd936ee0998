import { describe, describeHeader, describeWith, isDictionary, textIn } from '../describe.mjs';
import { forged } from '../jwt.mjs';

const NOT_PROVIDED = '401 "Authentication credentials were not provided."';
const INVALID = '401 token_not_valid "Given token not valid for any token type"';

/** @type {import('../row.mjs').Row[]} */
export const ME = [
  {
    feature: 'with an access token',
    see: async (server) => {
      const answer = await me(server);
      if (answer.status === 200 && !isOfAccount(answer, server)) return '200, another account';
      return describeWith(answer, ['id', 'email', 'email_verified', 'created_at']);
    },
    expected: '200 {created_at, email, email_verified, id}',
    simplejwt: {
      expected: '200 {email, id}',
      why: 'djoser returns the fields that the user model requires. A project adds others with a serializer of its own.',
    },
  },
  {
    feature: 'bearer in lower case',
    see: async (server) => {
      const { status } = await server.me(`bearer ${(await server.tokens()).access}`);
      return `${status}`;
    },
    expected: '200',
    simplejwt: {
      expected: '401',
      why: 'The case of the scheme does not count (RFC 9110, section 11.1); simplejwt compares it exactly.',
    },
  },
  {
    feature: 'no credentials',
    see: async (server) => describe(await server.me()),
    expected: NOT_PROVIDED,
  },
  {
    feature: 'WWW-Authenticate of that',
    see: async (server) => describeHeader(await server.me(), 'www-authenticate'),
    expected: 'Bearer realm="api"',
  },
  {
    feature: 'Bearer with two values',
    see: async (server) => describe(await server.me('Bearer a b')),
    expected: '401 bad_authorization_header "Authorization header must contain two space-delimited values"',
  },
  {
    feature: 'a forged token',
    see: async (server) => describe(await server.me(`Bearer ${forged((await server.tokens()).access)}`)),
    expected: INVALID,
  },
  {
    feature: 'messages of that',
    see: async (server) => messagesOf(await server.me(`Bearer ${forged((await server.tokens()).access)}`)),
    expected: 'AccessToken, access, Token is invalid',
    simplejwt: {
      expected: 'AccessToken, access, Token is invalid or expired',
      newer: 'AccessToken, access, Token is invalid',
      why: 'simplejwt split the sentence in 5.5.',
    },
  },
  {
    feature: 'messages for a refresh token',
    see: async (server) => messagesOf(await server.me(`Bearer ${(await server.tokens()).refresh}`)),
    expected: 'AccessToken, access, Token has wrong type',
  },
  {
    feature: 'messages after a blacklisting',
    see: async (server) => {
      const answer = await server.me(`Bearer ${(await server.blacklisted()).access}`);
      return answer.status === 200 ? '200' : messagesOf(answer);
    },
    expected: 'AccessToken, access, Token is blacklisted',
    simplejwt: {
      expected: '200',
      why: 'simplejwt has no sessions: the access token is good until it expires.',
    },
  },
];

/** @param {import('../tested-server.mjs').TestedServer} server */
const me = async (server) => server.me(`Bearer ${(await server.tokens()).access}`);

/** @param {import('../client.mjs').Answer} answer @param {import('../tested-server.mjs').TestedServer} server */
const isOfAccount = (answer, { email, userId }) =>
  textIn(answer, 'email') === email && isDictionary(answer.body) && `${answer.body.id}` === `${userId}`;

/** What an answer says of a rejected token, class by class. @param {import('../client.mjs').Answer} answer */
function messagesOf(answer) {
  const messages = isDictionary(answer.body) ? answer.body.messages : undefined;
  if (!Array.isArray(messages)) return describe(answer);
  return messages
    .filter(isDictionary)
    .map(({ token_class, token_type, message }) => `${token_class}, ${token_type}, ${message}`)
    .join('; ');
}
