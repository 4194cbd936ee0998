import { PASSWORD, signedIn, uniqueEmail } from '../fixtures/accounts';
import { type Answer, type Client, type HeaderFields, OTHER_ORIGIN } from '../fixtures/client';
import {
  BAD_AUTHORIZATION,
  DEAD_RESET_TOKEN,
  expectJson,
  fieldErrors,
  INSTANT,
  NO_CREDENTIALS,
  NO_SUCH_PAIR,
  NO_SUCH_USER,
  REQUEST_ID,
  REQUIRED,
  RESET_MAILED,
  refusedAccess,
  refusedToken,
  UUID_V7,
} from './answers';
import { expect, test } from './api-test';
import { BLACKLIST, LOGOUT, POSTS, REFRESH, REGISTER, RESET, RESET_REQUEST, TOKEN, VERIFY } from './endpoints';

const ANSWERS: Record<string, (client: Client, headers: HeaderFields) => Promise<Answer>> = {
  'a refused credential': (client, headers) => client.get('/auth/me/', headers),
  'a field error': (client, headers) => client.post('/auth/token/', {}, headers),
  'an unknown path': (client, headers) => client.get('/auth/nothing/', headers),
  'an undecodable path': (client, headers) => client.get('/auth/%ff/', headers),
  'a doubled slash': (client, headers) => client.get('//auth//token/', headers),
  'a wrong method': (client, headers) => client.request('DELETE', '/auth/token/', { headers }),
  'an unknown method': (client, headers) => client.request('PROPFIND', '/auth/token/', { headers }),
  TRACE: (client, headers) => client.request('TRACE', '/auth/token/', { headers }),
  OPTIONS: (client, headers) => client.request('OPTIONS', '/auth/token/', { headers }),
  'an unsupported type': (client, headers) =>
    client.json('/auth/token/', 'x', { ...headers, 'Content-Type': 'text/plain' }),
  'a body too large': (client, headers) => client.json('/auth/token/', 'x'.repeat(17 * 1024), headers),
  'a cross-origin form': (client, headers) =>
    client.form('/auth/token/', {}, { ...headers, 'Sec-Fetch-Site': 'cross-site' }),
  'a form sent back': (client, headers) => client.form('/auth/token/', {}, headers),
  'the public keys': (client, headers) => client.get('/.well-known/jwks.json', headers),
  health: (client, headers) => client.get('/health/live/', headers),
  'a page': (client, headers) => client.get('/login/', headers),
  'no such page': (client, headers) => client.get('/no-such-page/', headers),
};

test.describe('an answer', { tag: '@any-database' }, () => {
  for (const [name, ask] of Object.entries(ANSWERS)) {
    test(`${name} carries a request id, the client's where it is fit for one`, async ({ client }) => {
      const own = (await ask(client, {})).headers['x-request-id'];
      expect(own).toMatch(REQUEST_ID);
      expect((await ask(client, {})).headers['x-request-id']).not.toBe(own);
      for (const id of ['abcd_-89', 'Z'.repeat(64)]) {
        expect((await ask(client, { 'X-Request-Id': id })).headers['x-request-id']).toBe(id);
      }
      for (const id of ['seven77', 'Z'.repeat(65), 'has a space', 'semi;colon', '<script>alert(1)</script>', '']) {
        const answered = (await ask(client, { 'X-Request-Id': id })).headers['x-request-id'];
        expect(answered).toMatch(REQUEST_ID);
        expect(answered).not.toBe(id);
      }
    });
  }
});

test('a success is JSON that is not cached, too', async ({ client, access, member }) => {
  const { refresh, email, password } = member;
  expectJson(await client.post('/auth/token/', { email, password }), 200, expect.anything());
  expectJson(await client.post('/auth/token/refresh/', { refresh }), 200, { access: expect.any(String) });
  expectJson(await client.post('/auth/token/verify/', { token: access }), 200, {});
  expectJson(await client.get('/auth/me/', { Authorization: `Bearer ${access}` }), 200, expect.anything());
});

test('an instant is RFC 3339 in UTC with milliseconds, an id a UUIDv7, Location a path', async ({ client }) => {
  const before = Date.now();
  const answer = await client.post('/auth/register/', { email: uniqueEmail(), password: PASSWORD });
  const { id, created_at } = answer.json<{ id: string; created_at: string }>();
  expect(created_at).toMatch(INSTANT);
  expect(Math.abs(Date.parse(created_at) - before)).toBeLessThan(60_000);
  expect(id).toMatch(UUID_V7);
  expect(answer.headers.location).toBe('/auth/me/');
});

test('every 401 says how to authenticate', async ({ client, access }) => {
  const invalid = refusedToken('Token is invalid');
  const pair = { email: uniqueEmail(), password: PASSWORD };
  expectJson(await client.post(TOKEN.path, pair), 401, NO_SUCH_PAIR);
  expectJson(await client.post(REFRESH.path, { refresh: 'x' }), 401, invalid);
  expectJson(await client.post(VERIFY.path, { token: 'x' }), 401, invalid);
  expectJson(await client.post(BLACKLIST.path, { refresh: 'x' }), 401, invalid);
  expectJson(await client.post(LOGOUT.path, {}), 401, NO_CREDENTIALS);
  expectJson(await client.get('/auth/me/'), 401, NO_CREDENTIALS);
  expectJson(await client.get('/auth/me/', { Authorization: 'Bearer x' }), 401, refusedAccess('Token is invalid'));
  expectJson(await client.get('/auth/me/', { Authorization: `Bearer ${access} x` }), 401, BAD_AUTHORIZATION);
  const cookieless = await client.request('POST', REFRESH.path, { headers: client.sameOrigin() });
  expectJson(cookieless, 401, NO_CREDENTIALS);
});

test.describe('an Authorization header is ignored by', () => {
  const values = [
    'Bearer',
    'Bearer x',
    'Bearer x y',
    'Basic dXNlcjpwYXNz',
    'nonsense',
    '',
    `Bearer ${'x'.repeat(4_000)}`,
  ];
  for (const { name, path, fields } of POSTS) {
    test(`${name}`, async ({ client, access }) => {
      for (const Authorization of [...values, `Bearer ${access}`]) {
        expectJson(await client.post(path, {}, { Authorization }), 400, fieldErrors(fields, REQUIRED));
      }
    });
  }

  test('successes and refusals alike', async ({ client, member: { refresh } }) => {
    const headers = { Authorization: 'Bearer x' };
    const owner = await signedIn(client);
    const { email, password } = owner;
    const strange = { email: uniqueEmail(), password };
    expectJson(await client.post(TOKEN.path, { email, password }, headers), 200, expect.anything());
    expectJson(await client.post(TOKEN.path, strange, headers), 401, NO_SUCH_PAIR);
    expectJson(await client.post(REFRESH.path, { refresh }, headers), 200, { access: expect.any(String) });
    expectJson(await client.post(VERIFY.path, { token: refresh }, headers), 200, {});
    expectJson(await client.post(BLACKLIST.path, { refresh: owner.refresh }, headers), 200, {});
    expectJson(await client.post(REGISTER.path, strange, headers), 201, expect.anything());
    expectJson(await client.post(RESET_REQUEST.path, { email }, headers), 200, RESET_MAILED);
    expectJson(await client.post(RESET_REQUEST.path, { email: uniqueEmail() }, headers), 404, NO_SUCH_USER);
    expectJson(await client.post(RESET.path, { password }, headers), 400, DEAD_RESET_TOKEN);
  });
});

test('no other origin is told that it may read an answer', async ({ client, access }) => {
  const headers = { Origin: OTHER_ORIGIN, Authorization: `Bearer ${access}` };
  const preflight = { ...headers, 'Access-Control-Request-Method': 'GET' };
  for (const answer of [
    await client.get('/auth/me/', headers),
    await client.post('/auth/token/', {}, headers),
    await client.request('OPTIONS', '/auth/me/', { headers: preflight }),
  ]) {
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});
