import {
  ANOTHER_PASSWORD,
  mailbox,
  PASSWORD,
  registered,
  signedIn,
  uniqueEmail,
  uniqueWord,
} from '../fixtures/accounts';
import {
  EMAIL_TAKEN,
  expectJson,
  expectJsonWithoutCookies,
  INSTANT,
  INVALID_EMAIL,
  NO_SUCH_PAIR,
  PASSWORD_TOO_COMMON,
  PASSWORD_TOO_SHORT,
  UUID_V7,
} from './answers';
import { expect, test } from './api-test';

const accountBody = (email: string) => ({
  id: expect.stringMatching(UUID_V7),
  email,
  email_verified: false,
  created_at: expect.stringMatching(INSTANT),
});

test('a new account is answered with itself, its place, and no token', async ({ client }) => {
  const email = uniqueEmail();
  const answer = await client.post('/auth/register/', { email, password: PASSWORD });
  expectJsonWithoutCookies(answer, 201, accountBody(email));
  expect(answer.headers.location).toBe('/auth/me/');
});

test('a form-encoded body registers as JSON does', async ({ client }) => {
  const email = uniqueEmail();
  const answer = await client.formEncodedApiPost('/auth/register/', { email, password: PASSWORD });
  expectJsonWithoutCookies(answer, 201, accountBody(email));
  expect(answer.headers.location).toBe('/auth/me/');
});

test('/auth/me/ answers with the very account that was registered', async ({ client }) => {
  const email = uniqueEmail();
  const account = (await client.post('/auth/register/', { email, password: PASSWORD })).json();
  const { access } = await signedIn(client, { email, password: PASSWORD, id: '' });
  expectJson(await client.get('/auth/me/', { Authorization: `Bearer ${access}` }), 200, account);
});

test('a taken email is refused', async ({ client, member: { email } }) => {
  const answer = await client.post('/auth/register/', { email, password: ANOTHER_PASSWORD });
  expectJsonWithoutCookies(answer, 400, EMAIL_TAKEN);
  expect(answer.headers).not.toHaveProperty('location');
});

test('a taken email is refused in every spelling of it', async ({ client }) => {
  const word = uniqueWord();
  await registered(client, { email: `${word}@bücher.example` });
  for (const email of [
    `${word}@bücher.example`,
    `${word.toUpperCase()}@BÜCHER.Example`,
    `  ${word}@bu\u0308cher.example `,
    `${word}@xn--bcher-kva.example`,
    `${word}@XN--BCHER-KVA.EXAMPLE`,
  ]) {
    expectJson(await client.post('/auth/register/', { email, password: PASSWORD }), 400, EMAIL_TAKEN);
  }
});

test('registering a taken email leaves the account and its password as they were', async ({ client }) => {
  const owner = await registered(client);
  await client.post('/auth/register/', { email: owner.email, password: ANOTHER_PASSWORD });
  const stolen = await client.post('/auth/token/', { email: owner.email, password: ANOTHER_PASSWORD });
  expectJson(stolen, 401, NO_SUCH_PAIR);
  await signedIn(client, owner);
});

test('what is wrong with email and password is told at once', async ({ client }) => {
  const answer = await client.post('/auth/register/', { email: 'nobody', password: 'abc12x' });
  expectJsonWithoutCookies(answer, 400, { email: [INVALID_EMAIL], password: [PASSWORD_TOO_SHORT] });
});

test('a refused registration makes no account', async ({ client }) => {
  const email = uniqueEmail();
  const refused = await client.post('/auth/register/', { email, password: 'password' });
  expectJson(refused, 400, { password: [PASSWORD_TOO_COMMON] });
  expect((await client.post('/auth/register/', { email, password: PASSWORD })).status).toBe(201);
});

test('a client sets nothing of an account but email and password', async ({ client }) => {
  const email = uniqueEmail();
  const chosen = {
    id: '00000000-0000-7000-8000-000000000000',
    email_verified: true,
    created_at: '2001-01-01T00:00:00.000Z',
    is_admin: true,
    is_active: false,
    disabled_at: '2001-01-01T00:00:00.000Z',
    password_hash: 'x',
  };
  const before = Date.now();
  const answer = await client.post('/auth/register/', { ...chosen, email, password: PASSWORD });
  expectJsonWithoutCookies(answer, 201, accountBody(email));
  const { id, created_at } = answer.json<{ id: string; created_at: string }>();
  expect(id).not.toBe(chosen.id);
  expect(Math.abs(Date.parse(created_at) - before)).toBeLessThan(60_000);
  await signedIn(client, { email, password: PASSWORD, id });
});

test('no mail to a new account holds its password', async ({ client }) => {
  const { email, password } = await registered(client);
  expect(JSON.stringify(await mailbox(client, email))).not.toContain(password);
});
