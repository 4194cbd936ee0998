import {
  ANOTHER_PASSWORD,
  bearer,
  browserSession,
  PASSWORD,
  resetToken,
  sessionOf,
  uniqueEmail,
} from '../fixtures/accounts';
import {
  APPS,
  type AppTokens,
  appTokens,
  authorizePath,
  CONFIDENTIAL_URI,
  codeFor,
  exchange,
  newPkce,
  parametersOf,
  postToken,
  SECRET,
  visitor,
} from '../fixtures/apps';
import { type Answer, Client, findCookie, isExpired, OTHER_ORIGIN } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

type Session = { id: string; agent: string | null; current: boolean };

const errorOf = (answer: Answer) => [answer.status, answer.json<{ error: string }>().error];
const APP_ORIGIN = 'https://app.example.com';
const AFTER = 'https://app.example.com/';

const refreshed = (client: Client, { refresh_token }: AppTokens) =>
  postToken(client, { grant_type: 'refresh_token', client_id: 'web', refresh_token });

test.describe('sessions of apps', () => {
  test('a session of an app is listed under its name, and can be ended there', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const tokens = await appTokens(client, { cookie });
    const list = (await client.get('/auth/sessions/', { Cookie: cookie })).json<Session[]>();
    const session = list.find(({ agent }) => agent === 'Example');
    expect(session).toMatchObject({ current: false });
    expect(Object.keys(session ?? {})).toEqual(['id', 'created_at', 'last_seen_at', 'address', 'agent', 'current']);
    expect((await client.get('/account/', { Cookie: cookie })).text).toContain('End session: Example, signed in');
    await client.form(`/auth/sessions/${session?.id}/end/`, {}, { Cookie: cookie });
    expect(errorOf(await refreshed(client, tokens))).toEqual([400, 'invalid_grant']);
    expect((await client.get('/auth/userinfo/', bearer({ access: tokens.access_token }))).status).toBe(401);
  });

  test('signing out in the browser leaves the sessions of apps, a reset of the password ends them', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie, account } = await visitor(client);
    const tokens = await appTokens(client, { cookie });
    expect((await client.form('/auth/logout/', {}, { Cookie: cookie })).status).toBe(303);
    expect((await refreshed(client, tokens)).status).toBe(200);
    const token = await resetToken(client, account.email);
    expect((await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD })).status).toBe(200);
    expect(errorOf(await refreshed(client, tokens))).toEqual([400, 'invalid_grant']);
  });

  test('a change of the password ends the sessions of apps, and codes that wait', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const tokens = await appTokens(client, { cookie });
    const pkce = newPkce();
    const code = await codeFor(client, { cookie }, pkce);
    const fields = { current_password: PASSWORD, password: ANOTHER_PASSWORD };
    expect((await client.form('/auth/change-password/', fields, { Cookie: cookie })).status).toBe(303);
    expect(errorOf(await refreshed(client, tokens))).toEqual([400, 'invalid_grant']);
    expect(errorOf(await exchange(client, code, pkce))).toEqual([400, 'invalid_grant']);
  });

  test('a code is void once its browser has signed out', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const pkce = newPkce();
    const code = await codeFor(client, { cookie }, pkce);
    await client.form('/auth/logout/', {}, { Cookie: cookie });
    expect(errorOf(await exchange(client, code, pkce))).toEqual([400, 'invalid_grant']);
  });

  test('with rotation each refresh gives the next token, and a reused one ends the session', async ({
    sharedServerWith,
  }) => {
    const server = await sharedServerWith({ APPS, ROTATE_REFRESH_TOKENS: 'true', REFRESH_REUSE_SECONDS: '0' });
    const client = new Client(server.baseUrl);
    const first = await appTokens(client, await visitor(client));
    const second = (await refreshed(client, first)).json<AppTokens>();
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = (await refreshed(client, second)).json<AppTokens>();
    expect(third.refresh_token).not.toBe(second.refresh_token);
    expect(errorOf(await refreshed(client, first))).toEqual([400, 'invalid_grant']);
    expect(errorOf(await refreshed(client, third))).toEqual([400, 'invalid_grant']);
  });

  test('userinfo gives the claims of the scope by GET and POST, with the subject of the ID token', {
    tag: '@any-database',
  }, async ({ sharedServerWith }) => {
    const settings = { APPS, USER_FIELDS: '{"plan":{"type":"text","default":"free"}}', ROLES: 'admin' };
    const client = new Client((await sharedServerWith(settings)).baseUrl);
    const owner = await visitor(client);
    const { id: sub, email } = owner.account;
    const all = await appTokens(client, owner, { scope: 'openid email profile offline_access unknown' });
    const claims = { sub, email, email_verified: false, plan: 'free', roles: [] };
    const authorization = bearer({ access: all.access_token });
    const answer = await client.get('/auth/userinfo/', authorization);
    expect([answer.status, answer.json()]).toEqual([200, claims]);
    const posted = await client.request('POST', '/auth/userinfo/', {
      headers: { ...authorization, Origin: APP_ORIGIN },
    });
    expect([posted.status, posted.json()]).toEqual([200, claims]);
    expect(all.scope).toBe('openid email profile offline_access');
    expect(JSON.parse(Buffer.from(all.id_token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject(claims);
    const least = await appTokens(client, owner);
    expect((await client.get('/auth/userinfo/', bearer({ access: least.access_token }))).json()).toEqual({ sub });
  });

  test('userinfo refuses in the words of RFC 6750', { tag: '@any-database' }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { account, cookie } = await visitor(client);
    const challengeOf = (answer: Answer) => [answer.status, answer.headers['www-authenticate']];
    expect(challengeOf(await client.get('/auth/userinfo/'))).toEqual([401, 'Bearer realm="api"']);
    // A cookie counts for nothing here.
    expect(challengeOf(await client.get('/auth/userinfo/', { Cookie: cookie }))).toEqual([401, 'Bearer realm="api"']);
    const invalid = await client.get('/auth/userinfo/', { Authorization: 'Bearer x' });
    expect(challengeOf(invalid)).toEqual([401, 'Bearer realm="api", error="invalid_token"']);
    const two = await client.get('/auth/userinfo/', { Authorization: 'Bearer x y' });
    expect(challengeOf(two)).toEqual([400, 'Bearer realm="api", error="invalid_request"']);
    const { access } = (await client.post('/auth/token/', account)).json<{ access: string }>();
    const own = await client.get('/auth/userinfo/', bearer({ access }));
    expect(challengeOf(own)).toEqual([403, 'Bearer realm="api", error="insufficient_scope", scope="openid"']);
  });

  test('the token endpoint takes forms only, and neither reads nor sets cookies', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    expect(errorOf(await client.post('/auth/oauth/token/', { grant_type: 'authorization_code' }))).toEqual([
      400,
      'invalid_request',
    ]);
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', undefined]) {
      const answer = await client.request('POST', '/auth/oauth/token/', {
        headers: { 'Content-Type': type },
        body: 'a=b',
      });
      expect([type, ...errorOf(answer)]).toEqual([type, 400, 'invalid_request']);
    }
    expect(errorOf(await postToken(client, {}))).toEqual([401, 'invalid_client']);
    expect(errorOf(await postToken(client, { client_id: 'web' }))).toEqual([400, 'invalid_request']);
    const password = { client_id: 'web', grant_type: 'password', username: 'a', password: 'b' };
    expect(errorOf(await postToken(client, password))).toEqual([400, 'unsupported_grant_type']);
    const twice = await client.formEncodedApiPost('/auth/oauth/token/', [
      ['client_id', 'web'],
      ['grant_type', 'authorization_code'],
      ['grant_type', 'refresh_token'],
    ]);
    expect(errorOf(twice)).toEqual([400, 'invalid_request']);
    const large = await postToken(client, { client_id: 'web', code: 'x'.repeat(20_000) });
    expect(errorOf(large)).toEqual([413, 'invalid_request']);
    const { refresh_token } = await appTokens(client, { cookie });
    const fields = { grant_type: 'refresh_token', client_id: 'web', refresh_token };
    const browserLike = { Cookie: cookie, Origin: APP_ORIGIN, 'Sec-Fetch-Site': 'cross-site', Accept: 'text/html' };
    const answer = await postToken(client, fields, browserLike);
    expect([answer.status, answer.setCookies]).toEqual([200, []]);
  });

  test('pages of an app may read what concerns apps, and nothing else', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const readable = async (method: string, path: string, Origin: string) => {
      const headers = { Origin, 'Access-Control-Request-Method': 'POST' };
      const answer = await client.request(method, path, { headers });
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
      return answer.headers['access-control-allow-origin'];
    };
    const paths = ['/auth/oauth/token/', '/auth/token/refresh/', '/auth/userinfo/'];
    for (const path of [...paths, '/.well-known/jwks.json', '/.well-known/openid-configuration']) {
      expect([path, await readable('OPTIONS', path, APP_ORIGIN)]).toEqual([path, APP_ORIGIN]);
      const method = path.startsWith('/.well-known') ? 'GET' : 'POST';
      expect([path, await readable(method, path, APP_ORIGIN)]).toEqual([path, APP_ORIGIN]);
      expect([path, await readable(method, path, OTHER_ORIGIN)]).toEqual([path, undefined]);
    }
    for (const path of ['/auth/token/', '/auth/me/', '/auth/register/']) {
      expect([path, await readable('OPTIONS', path, APP_ORIGIN)]).toEqual([path, undefined]);
    }
  });

  test('prompt=login asks somebody who is signed in, once', { tag: '@any-database' }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { account, cookie } = await visitor(client);
    const asked = await client.get(authorizePath(newPkce(), { prompt: 'login' }), { Cookie: cookie });
    const login = asked.headers.location ?? '';
    expect(login).toMatch(/^\/login\/\?next=/);
    const page = await client.get(login, { Cookie: cookie });
    expect(page.status).toBe(200);
    expect(page.text).toContain('Sign in to continue to');
    const next = new URL(login, client.appUrl).searchParams.get('next') ?? '';
    // Going there without signing in asks again, and so does a mark that was changed.
    for (const path of [next, next.replace(/asked=\w+/, 'asked=0'), next.replace(/&asked=.*/, '')]) {
      expect((await client.get(path, { Cookie: cookie })).headers.location).toMatch(/^\/login\/\?next=/);
    }
    const { email, password } = account;
    const signedIn = await client.form('/auth/token/', { email, password, next }, { Cookie: cookie });
    expect(signedIn.headers.location).toBe(next);
    const fresh = sessionOf(client, signedIn);
    expect(parametersOf(await client.get(next, { Cookie: fresh })).get('code')).not.toBeNull();
    // The sign-in page no longer asks either, and the next request does.
    expect((await client.get(login, { Cookie: fresh })).headers.location).toBe(next);
    const again = await client.get(authorizePath(newPkce(), { prompt: 'login' }), { Cookie: fresh });
    expect(again.headers.location).toMatch(/^\/login\/\?next=/);
    const unasked = await client.get(`/login/?next=${encodeURIComponent(authorizePath(newPkce()))}`, { Cookie: fresh });
    expect(unasked.headers.location).toMatch(/^\/authorize\//);
    expect((await client.get('/login/?next=/mailbox/', { Cookie: fresh })).headers.location).toBe('/account/');
  });

  test('prompt=create shows the page to register, also to somebody who is signed in', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    for (const headers of [{}, { Cookie: cookie }]) {
      const asked = await client.get(authorizePath(newPkce(), { prompt: 'create' }), headers);
      const register = asked.headers.location ?? '';
      expect(register).toMatch(/^\/register\/\?next=/);
      expect((await client.get(register, headers)).text).toContain('Create an account to continue to');
      const next = new URL(register, client.appUrl).searchParams.get('next') ?? '';
      const created = await client.form('/auth/register/', { email: uniqueEmail(), password: PASSWORD, next }, headers);
      expect(created.headers.location).toBe(next);
      const answer = await client.get(next, { Cookie: sessionOf(client, created) });
      expect(parametersOf(answer).get('code')).not.toBeNull();
    }
  });

  test('max_age asks somebody whose sign-in is too old, and prompt=none then fails', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { account, cookie } = await visitor(client);
    const young = await client.get(authorizePath(newPkce(), { max_age: '3600' }), { Cookie: cookie });
    expect(parametersOf(young).get('code')).not.toBeNull();
    const asked = await client.get(authorizePath(newPkce(), { max_age: '0' }), { Cookie: cookie });
    const login = asked.headers.location ?? '';
    expect(login).toMatch(/^\/login\/\?next=/);
    const silent = await client.get(authorizePath(newPkce(), { max_age: '0', prompt: 'none' }), { Cookie: cookie });
    expect(parametersOf(silent).get('error')).toBe('login_required');
    const next = new URL(login, client.appUrl).searchParams.get('next') ?? '';
    const fresh = await browserSession(client, account);
    expect(parametersOf(await client.get(next, { Cookie: fresh })).get('code')).not.toBeNull();
  });

  test('an app whose session was begun from this browser signs it out at once', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const tokens = await appTokens(client, { cookie });
    const query = new URLSearchParams({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: AFTER,
      state: 'a&b',
    });
    const answer = await client.get(`/sign-out/?${query}`, { Cookie: cookie });
    expect([answer.status, answer.headers.location]).toEqual([303, `${AFTER}?state=a%26b`]);
    expect(isExpired(findCookie(answer, client.sessionCookie))).toBe(true);
    expect(answer.headers['clear-site-data']).toBe('"storage"');
    expect((await client.get('/auth/me/', { Cookie: cookie })).status).toBe(401);
    expect(errorOf(await refreshed(client, tokens))).toEqual([400, 'invalid_grant']);
    // Nobody is signed in any more: straight on.
    expect((await client.get(`/sign-out/?${query}`)).headers.location).toBe(`${AFTER}?state=a%26b`);
  });

  test("an app's own session ends with its ID token, whatever the browser is signed in to", {
    tag: '@any-database',
  }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { account, cookie } = await visitor(client);
    const other = await appTokens(client, { cookie });
    for (const headers of [{}, { Cookie: await browserSession(client, account) }]) {
      const tokens = await appTokens(client, { cookie });
      const path = `/sign-out/?${new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: AFTER })}`;
      const answer = await client.get(path, headers);
      expect(answer.headers.location).toMatch('Cookie' in headers ? /^\/sign-out\/confirm\/\?client_id=web&/ : AFTER);
      expect(errorOf(await refreshed(client, tokens))).toEqual([400, 'invalid_grant']);
      expect((await client.get('/auth/me/', bearer({ access: tokens.access_token }))).status).toBe(401);
      if ('Cookie' in headers) expect((await client.get('/auth/me/', headers)).status).toBe(200);
    }
    expect((await refreshed(client, other)).status).toBe(200);
    expect((await client.get('/auth/me/', { Cookie: cookie })).status).toBe(200);
  });

  test('an app that signs in again and again ends its own sessions in that browser, and no others', {
    tag: '@any-database',
  }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { account, cookie } = await visitor(client);
    const phone = await appTokens(client, { cookie: await browserSession(client, account) });
    const other = await appTokens(client, { cookie }, { client_id: 'grafana', redirect_uri: CONFIDENTIAL_URI });
    const [first, second] = [await appTokens(client, { cookie }), await appTokens(client, { cookie })];
    for (let sent = 2; sent <= 20; sent += 1) await appTokens(client, { cookie });
    expect(errorOf(await refreshed(client, first))).toEqual([400, 'invalid_grant']);
    expect((await refreshed(client, second)).status).toBe(200);
    for (const { access_token: access } of [phone, other]) {
      expect((await client.get('/auth/me/', bearer({ access }))).status).toBe(200);
    }
    expect((await client.get('/auth/me/', { Cookie: cookie })).status).toBe(200);
  });

  test('a request whose ID token is of another app than it names ends nothing', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const tokens = await appTokens(client, { cookie });
    for (const client_id of ['grafana', 'unknown']) {
      const query = new URLSearchParams({ client_id, id_token_hint: tokens.id_token });
      const asked = await client.get(`/sign-out/?${query}`, { Cookie: cookie });
      expect(asked.headers.location).toBe('/sign-out/confirm/');
    }
    expect((await client.get('/auth/me/', { Cookie: cookie })).status).toBe(200);
    expect((await refreshed(client, tokens)).status).toBe(200);
  });

  test('without an ID token of this browser a button asks first', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const stranger = await appTokens(client, await visitor(client));
    const after = { post_logout_redirect_uri: AFTER, state: 's' };
    for (const query of [
      { client_id: 'web', ...after },
      { id_token_hint: stranger.id_token, ...after },
      { id_token_hint: stranger.access_token, client_id: 'web', ...after },
      { id_token_hint: 'forged', client_id: 'web', ...after },
    ]) {
      const asked = await client.get(`/sign-out/?${new URLSearchParams(query)}`, { Cookie: cookie });
      const page = asked.headers.location ?? '';
      expect(page).toMatch(/^\/sign-out\/confirm\/\?client_id=web&/);
      const shown = await client.get(page, { Cookie: cookie });
      expect(shown.text).toContain('you return to');
      expect(shown.headers['content-security-policy']).toContain("form-action 'self' https://app.example.com;");
    }
    expect((await client.get('/auth/me/', { Cookie: cookie })).status).toBe(200);
    const next = `/sign-out/?${new URLSearchParams({ client_id: 'web', ...after })}`;
    const cross = await client.form('/auth/logout/', { next }, { Cookie: cookie, Origin: OTHER_ORIGIN });
    expect(cross.status).toBe(403);
    const signedOut = await client.form('/auth/logout/', { next }, { Cookie: cookie });
    expect([signedOut.status, signedOut.headers.location]).toEqual([303, next]);
    expect((await client.get(next)).headers.location).toBe(`${AFTER}?state=s`);
    const elsewhere = await client.form('/auth/logout/', { next: '/register/' }, { Cookie: cookie });
    expect(elsewhere.headers.location).toBe('/login/');
  });

  test('a URI to return to that is not registered is never followed', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const { id_token } = await appTokens(client, { cookie });
    for (const [query, headers] of [
      [{ client_id: 'web', post_logout_redirect_uri: 'https://evil.example/' }, {}],
      [{ client_id: 'grafana', post_logout_redirect_uri: AFTER }, {}],
      [{ post_logout_redirect_uri: AFTER }, {}],
      [{ client_id: 'grafana', id_token_hint: id_token, post_logout_redirect_uri: AFTER }, {}],
      [{ id_token_hint: id_token, post_logout_redirect_uri: 'https://app.example.com/callback' }, { Cookie: cookie }],
    ] as const) {
      const answer = await client.get(`/sign-out/?${new URLSearchParams(query)}`, headers);
      expect([query, answer.status, answer.headers.location]).toEqual([query, 303, '/login/']);
    }
  });

  test('an app that is no longer in APPS has no sessions', { tag: ['@any-database', '@slow'] }, async ({
    serverWith,
  }) => {
    const server = await serverWith({ APPS });
    const client = new Client(server.baseUrl);
    const { cookie } = await visitor(client);
    const { access_token: access, refresh_token: refresh } = await appTokens(client, { cookie });
    const rest = JSON.stringify({ other: { name: 'Other', secret: SECRET, redirect_uris: [CONFIDENTIAL_URI] } });
    const again = await server.restart({ APPS: rest });
    expect((await client.get('/auth/me/', bearer({ access }))).status).toBe(401);
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(401);
    expect((await client.get('/auth/me/', { Cookie: cookie })).status).toBe(200);
    await again.stop();
  });
});
