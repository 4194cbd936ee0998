import { describe, describeHeader } from '../describe.mjs';

const NO_ACCOUNT = '401 "No active account found with the given credentials"';
const REQUIRED = '400 email: This field is required.; password: This field is required.';
const TOKENS = '200 {access, refresh}';

/** @type {import('../row.mjs').Row[]} */
export const TOKEN = [
  {
    feature: 'email and password',
    see: async (server) => describe(await server.signedIn()),
    expected: TOKENS,
  },
  {
    feature: 'a form-encoded body',
    see: async (server) =>
      describe(await server.postForm(server.paths.token, { email: server.email, password: server.password })),
    expected: TOKENS,
  },
  {
    feature: 'a multipart body',
    see: async (server) => {
      const { email, password } = server;
      const parts = Object.entries({ email, password }).map(
        ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      );
      const answer = await server.send(
        server.paths.token,
        'multipart/form-data; boundary=b',
        `${parts.join('')}--b--\r\n`,
      );
      return answer.status === 415 ? '415' : describe(answer);
    },
    expected: '415',
    simplejwt: {
      expected: TOKENS,
      why: 'Django REST framework parses uploads by default. Postern takes JSON and form-encoded bodies: send `URLSearchParams`, not `FormData`.',
    },
  },
  {
    feature: 'username in place of email',
    see: async (server) => describe(await server.signIn({ email: undefined, username: server.email })),
    expected: TOKENS,
    simplejwt: {
      expected: '400 email: This field is required.',
      why: 'simplejwt takes the one field that the user model signs in with. Postern takes both names, so that clients of either kind fit.',
    },
  },
  {
    feature: 'the email in capitals',
    see: async (server) => describe(await server.signIn({ email: server.email.toUpperCase() })),
    expected: TOKENS,
    simplejwt: {
      expected: NO_ACCOUNT,
      why: 'Django compares emails by case. The keyboards of phones capitalize the first letter.',
    },
  },
  {
    feature: 'the password with a space after it',
    see: async (server) => describe(await server.signIn({ password: `${server.password} ` })),
    expected: NO_ACCOUNT,
    simplejwt: {
      expected: TOKENS,
      why: 'Django REST framework trims passwords like any text. Postern compares them as they are.',
    },
  },
  {
    feature: 'the password in decomposed Unicode',
    see: async (server) => describe(await server.signIn({ password: server.password.normalize('NFD') })),
    expected: TOKENS,
    simplejwt: {
      expected: NO_ACCOUNT,
      why: 'Django hashes a password as it is typed, so that é from a system that decomposes it is another password. Postern normalizes passwords to NFC.',
    },
  },
  {
    feature: 'a wrong password',
    see: async (server) => describe(await server.signIn({ password: 'wrong' })),
    expected: NO_ACCOUNT,
  },
  {
    feature: 'an unknown email',
    see: async (server) => describe(await server.signIn({ email: server.newEmail() })),
    expected: NO_ACCOUNT,
  },
  {
    feature: 'a password of 10,000 characters',
    see: async (server) => describe(await server.signIn({ email: server.newEmail(), password: 'x'.repeat(10_000) })),
    expected: NO_ACCOUNT,
  },
  {
    feature: 'a body of 20,000 characters',
    see: async (server) => describe(await server.signIn({ email: server.newEmail(), password: 'x'.repeat(20_000) })),
    expected: '413 "Request body is too large."',
    simplejwt: { expected: NO_ACCOUNT, why: 'Django reads bodies of up to 2.5 MB, Postern of up to 16 KiB.' },
  },
  {
    feature: 'no fields',
    see: async (server) => describe(await server.post(server.paths.token, {})),
    expected: REQUIRED,
  },
  {
    feature: 'null and an empty string',
    see: async (server) => describe(await server.signIn({ email: null, password: '' })),
    expected: '400 email: This field may not be null.; password: This field may not be blank.',
  },
  {
    feature: 'a number in place of a string',
    see: async (server) => describe(await server.signIn({ email: 5 })),
    expected: '400 email: Not a valid string.',
    simplejwt: { expected: NO_ACCOUNT, why: 'Django REST framework takes a number as its digits.' },
  },
  {
    feature: 'a NUL in the password',
    see: async (server) => describe(await server.signIn({ password: 'seven\u0000herons' })),
    expected: '400 password: Null characters are not allowed.',
  },
  {
    feature: 'a list in place of an object',
    see: async (server) => describe(await server.post(server.paths.token, [])),
    expected: '400 non_field_errors: Invalid data. Expected a dictionary, but got list.',
  },
  {
    feature: 'malformed JSON',
    see: async (server) => describe(await server.send(server.paths.token, 'application/json', '{"email"')),
    expected: '400 "JSON parse error - the body is not valid JSON."',
    simplejwt: {
      expected: `400 "JSON parse error - Expecting ':' delimiter: line 1 column 9 (char 8)"`,
      why: 'Postern does not pass on what the parser says, because parsers quote the body, and with it a password.',
    },
  },
  {
    feature: 'text/plain',
    see: async (server) => describe(await server.send(server.paths.token, 'text/plain', 'x')),
    expected: '415 "Unsupported media type \\"text/plain\\" in request."',
  },
  {
    feature: 'cookies that a sign-in sets',
    see: async (server) => describeHeader(await server.signedIn(), 'set-cookie'),
    expected: 'none',
  },
];
