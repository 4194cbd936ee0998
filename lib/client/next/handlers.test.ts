import { NextRequest } from 'next/server.js';
import { expect, test } from 'playwright/test';
import { createHttp } from '../http';
import { createTokenEndpoint } from '../oauth/token-endpoint';
import { json, type Step, scriptedFetch } from '../testing/scripted-fetch';
import { KEYS, signedToken } from '../testing/signed-token';
import { createHandlers } from './handlers';
import { toApp } from './options';
import { createProxy } from './proxy';
import { createSignatureCheck } from './signatures';

const APP = { url: 'https://auth.example', appUrl: 'https://app.example', clientId: 'web', clientSecret: 'secret' };
const ACCESS = '__Host-app_access';
const REFRESH = '__Host-app_refresh';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenWith = (claims: object) => `${part({})}.${part(claims)}.x`;
const FIRST = signedToken({ jti: 'first' });
const SECOND = tokenWith({ iat: 1_000, exp: 2_000, jti: 'second' });

const grant = (more: object = {}) =>
  json(200, { access_token: 'new', token_type: 'Bearer', expires_in: 300, refresh_token: SECOND, ...more });

function appWith(...steps: Step[]) {
  const { fetch, sent } = scriptedFetch(...steps);
  const app = toApp(APP);
  const http = createHttp({ fetch });
  const endpoint = createTokenEndpoint(http, app.baseUrl, app.clientSecret);
  const isSigned = createSignatureCheck(createHttp({ fetch: async () => json(200, KEYS) }), app.baseUrl);
  return { proxy: createProxy(app, endpoint, isSigned), handlers: createHandlers(app, http, endpoint, isSigned), sent };
}

type Sending = { cookies?: Record<string, string>; method?: string; headers?: Record<string, string> };

function request(path: string, { cookies = {}, method = 'GET', headers = {} }: Sending = {}): NextRequest {
  const Cookie = Object.entries(cookies)
    .map((pair) => pair.join('='))
    .join('; ');
  return new NextRequest(new URL(path, 'http://127.0.0.1:4000'), { method, headers: { Cookie, ...headers } });
}

/** What the proxy shows to the page, and sets in the browser. */
const shown = (response: Response) => response.headers.get('x-middleware-request-cookie');
const set = (response: Response) => response.headers.getSetCookie();

test.describe('the proxy', () => {
  test('leaves a request with an access token alone', async () => {
    const { proxy, sent } = appWith();
    const response = await proxy(request('/', { cookies: { [ACCESS]: 'a', [REFRESH]: 'r' } }));
    expect([sent, set(response)]).toEqual([[], []]);
  });

  test('asks nobody about a visitor without a refresh token', async () => {
    const { proxy, sent } = appWith();
    await proxy(request('/'));
    expect(sent).toEqual([]);
  });

  test('renews the access token for the page and for the browser', async () => {
    const { proxy, sent } = appWith(grant());
    const response = await proxy(request('/', { cookies: { [REFRESH]: FIRST, other: 'kept' } }));
    expect(Object.fromEntries(new URLSearchParams(sent[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: FIRST,
      client_id: 'web',
      client_secret: 'secret',
    });
    expect(shown(response)).toBe(`${REFRESH}=${SECOND}; other=kept; ${ACCESS}=new`);
    expect(set(response)).toEqual([
      expect.stringMatching(/^__Host-app_access=new; Path=\/; .*Max-Age=290; Secure; HttpOnly; SameSite=lax$/),
      expect.stringMatching(/^__Host-app_refresh=.*Max-Age=1000; Secure; HttpOnly; SameSite=lax$/),
    ]);
  });

  test('shares a refresh among requests that come together', async () => {
    const { proxy, sent } = appWith(grant());
    const one = () => proxy(request('/', { cookies: { [REFRESH]: FIRST } }));
    const responses = await Promise.all([one(), one(), one()]);
    expect(sent).toHaveLength(1);
    expect(responses.map(shown)).toEqual(Array(3).fill(`${REFRESH}=${SECOND}; ${ACCESS}=new`));
  });

  test('takes the cookies of an ended session away', async () => {
    const { proxy } = appWith(json(400, { error: 'invalid_grant' }));
    const response = await proxy(request('/', { cookies: { [REFRESH]: FIRST } }));
    expect(shown(response) ?? '').not.toContain(REFRESH);
    expect(set(response).filter((line) => /Max-Age=0/.test(line))).toHaveLength(3);
  });

  test('takes forged cookies away, and sends nothing of them', async () => {
    const { proxy, sent } = appWith();
    const response = await proxy(request('/', { cookies: { [REFRESH]: `${FIRST}x` } }));
    expect(sent).toEqual([]);
    expect(shown(response) ?? '').not.toContain(REFRESH);
    expect(set(response).filter((line) => /Max-Age=0/.test(line))).toHaveLength(3);
  });

  const NO_ANSWERS: [string, Step][] = [
    ['without a response', new TypeError('fetch failed')],
    ['when Postern is overloaded', json(503, { error: 'temporarily_unavailable' }, { 'Retry-After': '5' })],
    ['when the secret of the app is wrong', json(401, { error: 'invalid_client' })],
  ];
  for (const [name, step] of NO_ANSWERS) {
    test(`keeps the cookies ${name}`, async () => {
      const { proxy } = appWith(step);
      const response = await proxy(request('/', { cookies: { [REFRESH]: FIRST } }));
      expect([shown(response), set(response)]).toEqual([`${REFRESH}=${FIRST}`, []]);
    });
  }

  test('tells the page where it is, whatever the browser claims', async () => {
    const { proxy } = appWith();
    const response = await proxy(request('/orders?page=2', { headers: { 'x-postern-path': '/elsewhere' } }));
    expect(response.headers.get('x-middleware-request-x-postern-path')).toBe('/orders?page=2');
  });
});

/** The cookie that remembers a sign-in, and the parameters of the URL that it leads to. */
async function started(app: ReturnType<typeof appWith>, query = '') {
  const response = await app.handlers.GET(request(`/auth/sign-in${query}`));
  const asked = new URL(response.headers.get('Location') ?? '');
  const [line = ''] = set(response);
  const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? [];
  return { line, asked, cookies: { [name]: value } };
}

async function finished(query: string, changed: object = {}) {
  let nonce: string | null = null;
  const idToken = () => {
    const exp = Math.floor(Date.now() / 1000) + 300;
    return tokenWith({ iss: APP.url, aud: 'web', sub: '1', iat: exp, exp, nonce, ...changed });
  };
  const app = appWith(() => grant({ id_token: idToken() }));
  const { asked, cookies } = await started(app, query);
  nonce = asked.searchParams.get('nonce');
  const state = asked.searchParams.get('state');
  const back = `/auth/callback?code=c&state=${state}&iss=${encodeURIComponent(APP.url)}`;
  return { app, response: await app.handlers.GET(request(back, { cookies })), back };
}

test.describe('the handlers', () => {
  test('lead to Postern, and remember the sign-in in a cookie', async () => {
    const { asked, line } = await started(appWith());
    expect(asked.origin + asked.pathname).toBe('https://auth.example/authorize/');
    expect(asked.searchParams.get('redirect_uri')).toBe('https://app.example/auth/callback');
    expect(line).toMatch(/^__Host-app_sign_in_[\w-]{43}=.*; Max-Age=3600; Secure; HttpOnly; SameSite=lax$/);
  });

  test('keep the tokens in cookies, and lead back to the page', async () => {
    const { response, app } = await finished('?returnTo=/orders');
    expect(response.headers.get('Location')).toBe('https://app.example/orders');
    const names = set(response).map((line) => line.split('=', 1)[0]?.replace(/sign_in_.*/, 'sign_in'));
    expect(names).toEqual([ACCESS, REFRESH, '__Host-app_id_token', '__Host-app_sign_in']);
    expect(set(response).at(-1)).toMatch(/Max-Age=0/);
    expect(new URLSearchParams(app.sent[0]?.body).get('client_secret')).toBe('secret');
  });

  test('lead to no other origin', async () => {
    for (const returnTo of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      const { response } = await finished(`?returnTo=${encodeURIComponent(returnTo)}`);
      expect(response.headers.get('Location')).toBe('https://app.example/');
    }
  });

  test('reject a response that the browser has not asked for', async () => {
    const { back } = await finished('');
    const app = appWith();
    const response = await app.handlers.GET(request(back));
    expect(response.headers.get('Location')).toBe('https://app.example/?error=unknown_state');
    expect(app.sent).toEqual([]);
  });

  test('reject an ID token of another sign-in', async () => {
    const { response } = await finished('', { nonce: 'another' });
    expect(response.headers.get('Location')).toBe('https://app.example/?error=invalid_id_token');
    expect(set(response).some((line) => line.startsWith(ACCESS))).toBe(false);
  });

  test('sign out by a form of the app alone', async () => {
    const cookies = { [REFRESH]: FIRST, '__Host-app_id_token': 'id' };
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }, {}]) {
      const { handlers, sent } = appWith();
      const response = await handlers.POST(request('/auth/sign-out', { method: 'POST', cookies, headers }));
      expect([response.status, set(response), sent]).toEqual([403, [], []]);
    }
  });

  test('end the session on Postern and sign the browser out there', async () => {
    const cookies = { [REFRESH]: FIRST, '__Host-app_id_token': 'id' };
    const { handlers, sent } = appWith(json(200, {}));
    const headers = { 'Sec-Fetch-Site': 'same-origin' };
    const response = await handlers.POST(request('/auth/sign-out', { method: 'POST', cookies, headers }));
    expect(sent).toMatchObject([{ path: '/auth/token/blacklist/', body: JSON.stringify({ refresh: FIRST }) }]);
    expect(response.headers.get('Location')).toBe('https://auth.example/sign-out/?client_id=web&id_token_hint=id');
    expect(set(response).filter((line) => /Max-Age=0/.test(line))).toHaveLength(3);
  });

  test('sign out a visitor with a forged refresh token, and send nothing of it', async () => {
    const { handlers, sent } = appWith();
    const headers = { 'Sec-Fetch-Site': 'same-origin' };
    const cookies = { [REFRESH]: `${FIRST}x` };
    const response = await handlers.POST(request('/auth/sign-out', { method: 'POST', cookies, headers }));
    expect([response.status, set(response).length, sent]).toEqual([303, 3, []]);
  });

  test('sign out even while Postern cannot be reached', async () => {
    const { handlers } = appWith(new TypeError('fetch failed'));
    const headers = { 'Sec-Fetch-Site': 'same-origin' };
    const cookies = { [REFRESH]: FIRST };
    const response = await handlers.POST(request('/auth/sign-out', { method: 'POST', cookies, headers }));
    expect([response.status, set(response).length]).toEqual([303, 3]);
  });

  test('serve nothing else', async () => {
    const { handlers } = appWith();
    expect((await handlers.GET(request('/auth/sign-out'))).status).toBe(404);
    expect((await handlers.POST(request('/auth/sign-in', { method: 'POST' }))).status).toBe(404);
  });
});
