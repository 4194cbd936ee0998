import {
  ANOTHER_PASSWORD,
  PASSWORD,
  redeemLink,
  registered,
  resetToken,
  sessionOf,
  signedIn,
  tokenTo,
  uniqueEmail,
} from '../fixtures/accounts';
import { Client, findCookie } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

const SETTINGS = { REQUIRE_VERIFIED_EMAIL: 'true' };
const NOT_VERIFIED = { detail: 'E-mail address is not verified.', code: 'email_not_verified' };
const NO_SUCH_PAIR = { detail: 'No active account found with the given credentials' };

test.describe('REQUIRE_VERIFIED_EMAIL', { tag: '@any-database' }, () => {
  test('no user signs in before the email is verified, which only the right password reveals', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const { email, password } = await registered(client);
    const right = await client.post('/auth/token/', { email, password });
    expect([right.status, right.json(), right.setCookies]).toEqual([401, NOT_VERIFIED, []]);
    expect(right.headers['www-authenticate']).toBe('Bearer realm="api"');
    const wrong = await client.post('/auth/token/', { email, password: 'not the password at all' });
    expect([wrong.status, wrong.json()]).toEqual([401, NO_SUCH_PAIR]);
    const token = await tokenTo(client, email, 'verify-email');
    expect((await redeemLink(client, 'verify-email', token)).status).toBe(200);
    expect((await client.post('/auth/token/', { email, password })).status).toBe(200);
  });

  test('a browser gets no session by registering or by a right pair before that', async ({ sharedServerWith }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const email = uniqueEmail();
    const fields = { email, password: PASSWORD };
    const plain = await client.form('/auth/register/', fields);
    expect([plain.status, plain.headers.location]).toEqual([303, '/register/']);
    const script = await client.enhancedForm('/auth/register/', { ...fields, email: uniqueEmail() });
    expect(script.status).toBe(201);
    const refused = await client.form('/auth/token/', fields);
    expect([refused.status, refused.headers.location]).toEqual([303, '/login/']);
    const told = await client.enhancedForm('/auth/token/', fields);
    expect([told.status, told.json()]).toEqual([401, NOT_VERIFIED]);
    for (const answer of [plain, script, refused, told]) {
      for (const name of [client.sessionCookie, 'postern_device']) expect(findCookie(answer, name)).toBeNull();
    }
    const link = `/auth/verify-email/${await tokenTo(client, email, 'verify-email')}/`;
    const verified = await client.form(link, { password: PASSWORD });
    expect([verified.status, verified.headers.location]).toEqual([303, '/account/']);
    expect(findCookie(verified, 'postern_device')).not.toBeNull();
    const Cookie = sessionOf(client, verified);
    expect((await client.get('/auth/me/', { Cookie })).json()).toMatchObject({ email, email_verified: true });
  });

  test('a form that registers keeps its next for the sign-in after it', async ({ sharedServerWith }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const register = (next: string) =>
      client.form('/auth/register/', { email: uniqueEmail(), password: PASSWORD, next });
    expect((await register('/welcome/')).headers.location).toBe('/register/?next=%2Fwelcome%2F');
    expect((await register('//evil.example')).headers.location).toBe('/register/');
  });

  test('a reset by the mailed link verifies, and gets its owner in', async ({ sharedServerWith }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const account = await registered(client);
    const token = await resetToken(client, account.email);
    expect((await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD })).status).toBe(200);
    const { access } = await signedIn(client, { ...account, password: ANOTHER_PASSWORD });
    const me = await client.get('/auth/me/', { Authorization: `Bearer ${access}` });
    expect(me.json()).toMatchObject({ email_verified: true });
  });

  test('a right password that has to wait for its link is no guess, wrong ones are', async ({ sharedServerWith }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const { email, password } = await registered(client);
    for (let tries = 0; tries < 12; tries += 1) {
      expect((await client.post('/auth/token/', { email, password })).json()).toEqual(NOT_VERIFIED);
    }
    for (let tries = 0; tries < 10; tries += 1) {
      expect((await client.post('/auth/token/', { email, password: 'wrong' })).json()).toEqual(NO_SUCH_PAIR);
    }
    expect((await client.post('/auth/token/', { email, password })).status).toBe(429);
  });
});
