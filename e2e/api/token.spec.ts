import { PASSWORD, registered, signedIn, type Tokens, uniqueEmail } from '../fixtures/accounts';
import type { Answer } from '../fixtures/client';
import { expectJson, expectJsonWithoutCookies, fieldErrors, NO_SUCH_PAIR, REQUIRED } from './answers';
import { expect, test } from './api-test';
import { claimsOf, JWT } from './jwt';

const TOKENS = { access: expect.stringMatching(JWT), refresh: expect.stringMatching(JWT) };

test('a right pair is answered with exactly two tokens', async ({ client, member: { email, password } }) => {
  const answer = await client.post('/auth/token/', { email, password });
  expectJsonWithoutCookies(answer, 200, TOKENS);
});

test('username is an alias of email', async ({ client, member: { email, password } }) => {
  expectJsonWithoutCookies(await client.post('/auth/token/', { username: email, password }), 200, TOKENS);
  expectJsonWithoutCookies(await client.formEncodedApiPost('/auth/token/', { username: email, password }), 200, TOKENS);
});

test('without email and username it is email that is missing', async ({ client }) => {
  expectJson(await client.post('/auth/token/', { password: 'x' }), 400, { email: [REQUIRED] });
  expectJson(await client.post('/auth/token/', {}), 400, fieldErrors(['email', 'password'], REQUIRED));
});

test('the email signs in in any spelling of it', async ({ client, member: { email, password } }) => {
  const spelt = `  ${email.toUpperCase()}\t`;
  expectJsonWithoutCookies(await client.post('/auth/token/', { email: spelt, password }), 200, TOKENS);
});

test('the password signs in in no spelling but its own', async ({ client }) => {
  const { email, password } = await registered(client);
  for (const wrong of [`${password} `, ` ${password}`, password.toUpperCase(), password.slice(0, -1), `${password}x`]) {
    expectJsonWithoutCookies(await client.post('/auth/token/', { email, password: wrong }), 401, NO_SUCH_PAIR);
  }
  expect((await client.post('/auth/token/', { email, password })).status).toBe(200);
});

const UNFIT: Record<string, { email?: string; password?: string }> = {
  'an unknown email': {},
  'an email without @': { email: 'nobody' },
  'an email without a dot in the domain': { email: 'nobody@localhost' },
  'an email list': { email: 'a@example.com,b@example.com' },
  'an email with a line break': { email: 'a@example.com\r\nBcc: b@example.com' },
  'an over-long email': { email: `${'a'.repeat(250)}@example.com` },
  'an email of ten thousand characters': { email: `${'a'.repeat(10_000)}@example.com` },
  'a password of one character': { password: 'x' },
  'a password of spaces': { password: '   ' },
  'an over-long password': { password: 'x'.repeat(257) },
  'a password of ten thousand characters': { password: 'x'.repeat(10_000) },
};

for (const [name, fields] of Object.entries(UNFIT)) {
  test(`${name} is no valid pair, and nothing more is said`, async ({ client }) => {
    const answer = await client.post('/auth/token/', { email: uniqueEmail(), password: PASSWORD, ...fields });
    expectJsonWithoutCookies(answer, 401, NO_SUCH_PAIR);
  });
}

test('the over-long password of a real account is no valid pair either', async ({ client }) => {
  const { email, password } = await registered(client);
  const answer = await client.post('/auth/token/', { email, password: password.padEnd(300, 'x') });
  expectJsonWithoutCookies(answer, 401, NO_SUCH_PAIR);
});

test('an unknown email and a wrong password are refused in the same bytes and headers', async ({ client }) => {
  const { email } = await registered(client);
  const wrong = await client.post('/auth/token/', { email, password: 'wrong' });
  const unknown = await client.post('/auth/token/', { email: uniqueEmail(), password: 'wrong' });
  expect(withoutVolatile(unknown)).toEqual(withoutVolatile(wrong));
});

test('each sign-in begins a session of its own beside the others', async ({ client }) => {
  const first = await signedIn(client);
  const second = await signedIn(client, first);
  expect(claimsOf(second.refresh).sid).not.toBe(claimsOf(first.refresh).sid);
  for (const { refresh } of [first, second]) {
    expectJson(await client.post('/auth/token/refresh/', { refresh }), 200, { access: expect.any(String) });
  }
});

test('a failed sign-in ends no session', async ({ client }) => {
  const { email, access } = await signedIn(client);
  expectJson(await client.post('/auth/token/', { email, password: 'wrong' }), 401, NO_SUCH_PAIR);
  expect((await client.get('/auth/me/', { Authorization: `Bearer ${access}` })).status).toBe(200);
});

test('the tokens of two sign-ins differ in everything that identifies them', async ({
  client,
  member: { email, password },
}) => {
  const [one, two] = await Promise.all(
    [0, 1].map(async () => (await client.post('/auth/token/', { email, password })).json<Tokens>()),
  );
  const ids = [one, two]
    .flatMap((tokens) => [tokens?.access, tokens?.refresh])
    .map((token) => claimsOf(token ?? '').jti);
  expect(new Set(ids).size).toBe(4);
});

/** Status, text and headers, less what differs between any two answers. */
function withoutVolatile({ status, text, headers, setCookies }: Answer) {
  const { date: _date, 'x-request-id': _requestId, ...rest } = headers;
  return { status, text, setCookies, headers: rest };
}
