import { describe, describeWith } from '../describe.mjs';

const USER = ['id', 'email', 'email_verified', 'created_at'];

/** @type {import('../row.mjs').Row[]} */
export const REGISTER = [
  {
    feature: 'a new email',
    see: async (server) => describeWith(await server.registration(), USER),
    expected: '201 {created_at, email, email_verified, id}',
    simplejwt: {
      expected: '201 {email, id}',
      why: 'djoser returns the fields that the user model requires. A project adds others with a serializer of its own.',
    },
  },
  {
    feature: 'the same email again',
    see: async (server) => describe(await register(server, { email: server.email })),
    expected: '400 email: user with this email already exists.',
  },
  {
    feature: 'the same email in capitals',
    see: async (server) => describeWith(await register(server, { email: server.email.toUpperCase() }), ['id', 'email']),
    expected: '400 email: user with this email already exists.',
    simplejwt: {
      expected: '201 {email, id}',
      why: 'Django compares emails by case, so one mailbox can have two accounts. Postern stores emails in lower case.',
    },
  },
  {
    feature: 'no fields',
    see: async (server) => describe(await server.post(server.paths.register, {})),
    expected: '400 email: This field is required.; password: This field is required.',
  },
  {
    feature: 'a malformed email',
    see: async (server) => describe(await register(server, { email: 'ada@' })),
    expected: '400 email: Enter a valid email address.',
  },
  {
    feature: 'an email of 300 characters',
    see: async (server) => describe(await register(server, { email: `${'a'.repeat(288)}@example.com` })),
    expected: '400 email: Ensure this field has no more than 254 characters.',
  },
  {
    feature: 'a password of 3 characters',
    see: async (server) => describe(await register(server, { password: 'q7x' })),
    expected: '400 password: This password is too short. It must contain at least 8 characters.',
  },
  {
    feature: 'a common password',
    see: async (server) => describe(await register(server, { password: 'password1' })),
    expected: '400 password: This password is too common.',
  },
  {
    feature: 'a password of 300 characters',
    see: async (server) => describeWith(await register(server, { password: 'heron'.repeat(60) }), ['id', 'email']),
    expected: '400 password: Ensure this field has no more than 256 characters.',
    simplejwt: {
      expected: '201 {email, id}',
      why: 'djoser has no upper limit. Postern has one, so that no request can cost more than a known amount of work.',
    },
  },
  {
    feature: 'an invalid token in the header',
    see: async (server) => describe(await server.post(server.paths.register, {}, { Authorization: 'Bearer a.b.c' })),
    expected: '400 email: This field is required.; password: This field is required.',
    simplejwt: {
      expected: '401 token_not_valid "Given token not valid for any token type"',
      why: 'djoser checks the header on public endpoints, too, so a client that attaches an expired token cannot register. Postern ignores the header there.',
    },
  },
];

/** @param {import('../tested-server.mjs').TestedServer} server @param {{ email?: string, password?: string }} fields */
const register = (server, { email = server.newEmail(), password = server.password }) =>
  server.post(server.paths.register, { email, password });
