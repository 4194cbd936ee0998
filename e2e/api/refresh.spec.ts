import { ANOTHER_PASSWORD, resetToken, signedIn } from '../fixtures/accounts';
import { expectJson, expectJsonWithoutCookies, refusedToken } from './answers';
import { expect, test } from './api-test';
import { claimsOf, JWT } from './jwt';

const ACCESS = { access: expect.stringMatching(JWT) };

test('a refresh token is answered with exactly an access token', async ({ client, member: { refresh } }) => {
  const answer = await client.post('/auth/token/refresh/', { refresh });
  expectJsonWithoutCookies(answer, 200, ACCESS);
});

test('a form-encoded refresh token is answered alike', async ({ client, member: { refresh } }) => {
  expectJsonWithoutCookies(await client.formEncodedApiPost('/auth/token/refresh/', { refresh }), 200, ACCESS);
});

test('the same refresh token works again and again', async ({ client, member: { refresh } }) => {
  const identifiers = new Set<string>();
  for (let times = 0; times < 5; times += 1) {
    const answer = await client.post('/auth/token/refresh/', { refresh });
    expectJsonWithoutCookies(answer, 200, ACCESS);
    identifiers.add(claimsOf(answer.json<{ access: string }>().access).jti);
  }
  expect(identifiers.size).toBe(5);
});

test('the same refresh token works many times at once', async ({ client, member: { refresh } }) => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.post('/auth/token/refresh/', { refresh })));
  for (const answer of answers) expectJson(answer, 200, ACCESS);
});

test('the new access token is of the same session and opens what the first one does', async ({ client }) => {
  const { access: first, refresh, id, email } = await signedIn(client);
  const { access } = (await client.post('/auth/token/refresh/', { refresh })).json<{ access: string }>();
  expect(claimsOf(access)).toMatchObject({ sid: claimsOf(first).sid, sub: id, user_id: id, token_type: 'access' });
  expect((await client.get('/auth/me/', { Authorization: `Bearer ${access}` })).json()).toMatchObject({ id, email });
  expect((await client.get('/auth/me/', { Authorization: `Bearer ${first}` })).status).toBe(200);
});

test('an access token is of the wrong type', async ({ client, access }) => {
  const answer = await client.post('/auth/token/refresh/', { refresh: access });
  expectJsonWithoutCookies(answer, 401, refusedToken('Token has wrong type'));
});

test('any other string is an invalid token', async ({ client }) => {
  for (const refresh of ['x', ' ', 'null', 'a.b.c', '..', '{}', 'é', '🪿', "' OR 1=1 --", 'x'.repeat(12_000)]) {
    const answer = await client.post('/auth/token/refresh/', { refresh });
    expectJsonWithoutCookies(answer, 401, refusedToken('Token is invalid'));
  }
});

test('the refresh token of a blacklisted session is blacklisted', async ({ client }) => {
  const { refresh } = await signedIn(client);
  expectJson(await client.post('/auth/token/blacklist/', { refresh }), 200, {});
  for (let times = 0; times < 2; times += 1) {
    const answer = await client.post('/auth/token/refresh/', { refresh });
    expectJsonWithoutCookies(answer, 401, refusedToken('Token is blacklisted'));
  }
});

test('the refresh token of before a password reset is blacklisted', async ({ client }) => {
  const { email, refresh } = await signedIn(client);
  const token = await resetToken(client, email);
  const reset = await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
  expect(reset.status).toBe(200);
  const answer = await client.post('/auth/token/refresh/', { refresh });
  expectJsonWithoutCookies(answer, 401, refusedToken('Token is blacklisted'));
});
