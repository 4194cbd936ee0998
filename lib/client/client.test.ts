import { expect, test } from 'playwright/test';
import { createClient } from './client';
import { ApiError, NetworkError } from './errors';
import { json, type Step, scriptedFetch, tokenNotValid } from './testing/scripted-fetch';
import { memoryTokenStore, type TokenStore, type Tokens } from './token-store';

const USER = { id: '1', email: 'ada@example.com', email_verified: true, created_at: '2026-11-28T00:00:00.000Z' };
const OLD: Tokens = { access: 'old', refresh: 'first' };

function signedIn(...steps: Step[]) {
  const { fetch, sent } = scriptedFetch(...steps);
  const store = memoryTokenStore(OLD);
  const ended: string[] = [];
  const client = createClient({ url: 'https://a.example', fetch, store, onSessionEnd: () => ended.push('ended') });
  return { client, sent, store, ended };
}

const paths = (sent: readonly { path: string }[]) => sent.map(({ path }) => path);

test('a rejected access token is renewed, and the request sent again', async () => {
  const { client, sent, store } = signedIn(tokenNotValid(), json(200, { access: 'new' }), json(200, USER));
  expect(await client.me()).toEqual(USER);
  expect(sent.map(({ path, authorization }) => [path, authorization])).toEqual([
    ['/auth/me/', 'Bearer old'],
    ['/auth/token/refresh/', null],
    ['/auth/me/', 'Bearer new'],
  ]);
  expect(store.load()).toEqual({ access: 'new', refresh: 'first' });
});

test('a request with a body is sent again with it', async () => {
  const { client, sent } = signedIn(tokenNotValid(), json(200, { access: 'new' }), json(200, USER));
  await client.request('PATCH', '/auth/me/', { name: 'Ada' });
  expect(sent.filter(({ path }) => path === '/auth/me/').map(({ body }) => body)).toEqual([
    '{"name":"Ada"}',
    '{"name":"Ada"}',
  ]);
});

test('a token that userinfo rejects is renewed too', async () => {
  const { client, sent } = signedIn(
    json(401, { error: 'invalid_token', error_description: 'Token is expired' }),
    json(200, { access: 'new' }),
    json(200, { sub: '1' }),
  );
  expect(await client.userInfo()).toEqual({ sub: '1' });
  expect(paths(sent)).toEqual(['/auth/userinfo/', '/auth/token/refresh/', '/auth/userinfo/']);
});

test('a refresh token that comes back replaces the former one', async () => {
  const { client, sent, store } = signedIn(
    tokenNotValid(),
    json(200, { access: 'new', refresh: 'second' }),
    json(200, USER),
  );
  await client.me();
  expect(sent[1]?.body).toBe('{"refresh":"first"}');
  expect(store.load()).toEqual({ access: 'new', refresh: 'second' });
});

test('a request is repeated once only', async () => {
  const { client, sent } = signedIn(tokenNotValid(), json(200, { access: 'new' }), tokenNotValid());
  await expect(client.me()).rejects.toMatchObject({ code: 'token_not_valid' });
  expect(sent).toHaveLength(3);
});

const OTHER_401S: [string, unknown][] = [
  ['another code', { detail: 'x', code: 'email_not_verified' }],
  ['no code', { detail: 'Authentication credentials were not provided.' }],
];
for (const [name, body] of OTHER_401S) {
  test(`a 401 with ${name} asks for no refresh`, async () => {
    const { client, sent } = signedIn(json(401, body));
    await expect(client.me()).rejects.toThrow(ApiError);
    expect(paths(sent)).toEqual(['/auth/me/']);
  });
}

test('token_not_valid with another status asks for no refresh', async () => {
  const { client, sent } = signedIn(json(403, { detail: 'x', code: 'token_not_valid' }));
  await expect(client.me()).rejects.toMatchObject({ status: 403 });
  expect(sent).toHaveLength(1);
});

test('requests that are rejected together share one refresh', async () => {
  const { client, sent } = signedIn(
    tokenNotValid(),
    tokenNotValid(),
    tokenNotValid(),
    json(200, { access: 'new' }),
    json(200, USER),
    json(200, USER),
    json(200, USER),
  );
  await Promise.all([client.me(), client.me(), client.me()]);
  expect(paths(sent).filter((path) => path === '/auth/token/refresh/')).toHaveLength(1);
});

test('tokens that another tab has renewed meanwhile are used', async () => {
  const store = memoryTokenStore(OLD);
  const renewedByOther = () => {
    store.save({ access: 'of the other tab', refresh: 'second' });
    return tokenNotValid();
  };
  const { fetch, sent } = scriptedFetch(renewedByOther, json(200, USER));
  await createClient({ url: 'https://a.example', fetch, store }).me();
  expect(sent.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer of the other tab']);
});

test('a refresh without a response keeps the tokens, and the next request presents the same one', async () => {
  const { client, sent, store, ended } = signedIn(
    tokenNotValid(),
    new TypeError('fetch failed'),
    tokenNotValid(),
    json(200, { access: 'new', refresh: 'second' }),
    json(200, USER),
  );
  await expect(client.me()).rejects.toThrow(NetworkError);
  expect([store.load(), ended]).toEqual([OLD, []]);
  await client.me();
  expect(sent[3]?.body).toBe('{"refresh":"first"}');
});

for (const status of [429, 500, 503]) {
  test(`a refresh that gets a ${status} keeps the tokens`, async () => {
    const { client, store, ended } = signedIn(tokenNotValid(), json(status, { detail: 'x' }, { 'Retry-After': '5' }));
    await expect(client.me()).rejects.toMatchObject({ status, retryAfterSeconds: 5 });
    expect([store.load(), ended]).toEqual([OLD, []]);
  });
}

test('a rejected refresh token ends the session, once for all requests', async () => {
  const { client, store, ended } = signedIn(
    tokenNotValid(),
    tokenNotValid(),
    json(401, { detail: 'Token is blacklisted', code: 'token_not_valid' }),
  );
  const results = await Promise.allSettled([client.me(), client.me()]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect([store.load(), ended]).toEqual([null, ['ended']]);
});

test('without tokens a request is sent without credentials', async () => {
  const { fetch, sent } = scriptedFetch(json(401, { detail: 'Authentication credentials were not provided.' }));
  await expect(createClient({ url: 'https://a.example', fetch }).me()).rejects.toMatchObject({ status: 401 });
  expect(sent[0]?.authorization).toBeNull();
});

test('signing out forgets the tokens even without a response', async () => {
  const { client, store } = signedIn(new TypeError('fetch failed'));
  await expect(client.signOut()).rejects.toThrow(NetworkError);
  expect(store.load()).toBeNull();
});

test('signing out of a session that has ended succeeds', async () => {
  const { client, sent } = signedIn(json(401, { detail: 'Token is blacklisted', code: 'token_not_valid' }));
  await client.signOut();
  expect(sent).toMatchObject([{ path: '/auth/token/blacklist/', body: '{"refresh":"first"}' }]);
});

test('signing out waits for a refresh, and no tokens come back after it', async () => {
  let answer = (_response: Response) => {};
  const late = () =>
    new Promise<Response>((resolve) => {
      answer = resolve;
    });
  const { client, sent, store } = signedIn(tokenNotValid(), late, json(200, {}));
  const me = client.me().catch((error: unknown) => error);
  await expect.poll(() => sent.length).toBe(2);
  const signOut = client.signOut();
  answer(json(200, { access: 'new', refresh: 'second' }));
  // The one after the refresh has no scripted response left: only the sign-out does.
  await Promise.allSettled([signOut, me]);
  expect(sent.find(({ path }) => path === '/auth/token/blacklist/')?.body).toBe('{"refresh":"second"}');
  expect(store.load()).toBeNull();
});

test('a changed password comes with new tokens', async () => {
  const { client, sent, store } = signedIn(json(200, { detail: 'x', access: 'new', refresh: 'second' }));
  await client.changePassword({ current: 'one', next: 'two' });
  expect(sent[0]?.body).toBe('{"current_password":"one","password":"two"}');
  expect(store.load()).toEqual({ access: 'new', refresh: 'second' });
});

test('a registration that signs in keeps the tokens apart from the user', async () => {
  const { fetch } = scriptedFetch(json(201, { ...USER, ...OLD }));
  const client = createClient({ url: 'https://a.example', fetch });
  expect(await client.register({ email: 'ada@example.com', password: 'x' })).toEqual(USER);
  expect(await client.tokens()).toEqual(OLD);
});

test('a token of a link is one segment of the path, whatever it is', async () => {
  const { fetch, sent } = scriptedFetch(json(200, { detail: 'x' }));
  await createClient({ url: 'https://a.example', fetch }).resetPassword('../../me', 'x');
  expect(paths(sent)).toEqual(['/auth/reset-password/..%2F..%2Fme/']);
});

test('a store may be asynchronous', async () => {
  let kept: Tokens | null = OLD;
  const store: TokenStore = {
    load: () => new Promise((resolve) => setTimeout(() => resolve(kept), 1)),
    save: async (tokens) => {
      await Promise.resolve();
      kept = tokens;
    },
  };
  const { fetch } = scriptedFetch(tokenNotValid(), json(200, { access: 'new' }), json(200, USER));
  await createClient({ url: 'https://a.example', fetch, store }).me();
  expect(kept).toEqual({ access: 'new', refresh: 'first' });
});

test('fetch sends the access token to another API, and renews it', async () => {
  const { client, sent } = signedIn(tokenNotValid(), json(200, { access: 'new' }), json(200, [1]));
  const response = await client.fetch('https://api.example/orders/', { method: 'POST', body: 'one' });
  expect(await response.json()).toEqual([1]);
  expect(sent[2]).toMatchObject({ method: 'POST', path: '/orders/', authorization: 'Bearer new', body: 'one' });
});
