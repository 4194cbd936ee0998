import { claimsOf, headerOf } from '../api/jwt';
import { bearer, browserSession } from '../fixtures/accounts';
import {
  APPS,
  type AppTokens,
  appTokens,
  authorizePath,
  basic,
  CONFIDENTIAL_URI,
  codeFor,
  exchange,
  newPkce,
  parametersOf,
  postToken,
  REDIRECT_URI,
  SECRET,
  visitor,
} from '../fixtures/apps';
import { Client } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test.describe('sign-in for apps', () => {
  test('a signed-in browser is sent back with a code, which the app exchanges for tokens', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const owner = await visitor(client);
    const pkce = newPkce();
    const answer = await client.get(authorizePath(pkce, { scope: 'openid email' }), { Cookie: owner.cookie });
    const parameters = parametersOf(answer);
    expect([...parameters.keys()]).toEqual(['code', 'state', 'iss']);
    expect(parameters.get('state')).toBe('the-state');
    expect(parameters.get('iss')).toBe(client.appUrl);
    expect(parameters.get('code')).toMatch(/^[\w-]{43}$/);
    expect(answer.headers['cache-control']).toBe('no-store');

    const exchanged = await exchange(client, parameters.get('code') ?? '', pkce);
    expect(exchanged.status).toBe(200);
    expect(exchanged.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
    expect(exchanged.setCookies).toEqual([]);
    const tokens = exchanged.json<AppTokens>();
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'openid email' });
    expect(Object.keys(tokens)).toEqual([
      'access_token',
      'token_type',
      'expires_in',
      'refresh_token',
      'scope',
      'id_token',
    ]);

    const now = Math.floor(Date.now() / 1000);
    const id = claimsOf(tokens.id_token);
    expect(headerOf(tokens.id_token)).toMatchObject({ alg: 'ES256', typ: 'JWT' });
    expect(id).toMatchObject({
      iss: client.appUrl,
      sub: owner.account.id,
      aud: 'web',
      nonce: 'the-nonce',
      email: owner.account.email,
      email_verified: false,
    });
    expect(id.sid).toMatch(UUID);
    expect(Math.abs(id.iat - now)).toBeLessThan(60);
    expect(id.exp - id.iat).toBe(300);
    expect(Number(id.auth_time)).toBeLessThanOrEqual(id.iat);
    expect(id).not.toHaveProperty('token_type');
    const access = claimsOf(tokens.access_token);
    expect(access).toMatchObject({ client_id: 'web', sid: id.sid, token_type: 'access', sub: owner.account.id });
    expect(claimsOf(tokens.refresh_token)).toMatchObject({ client_id: 'web', sid: id.sid, token_type: 'refresh' });
    expect((await client.get('/auth/me/', bearer({ access: tokens.access_token }))).status).toBe(200);
  });

  test('a refresh token works at both endpoints, and only for its app', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { refresh_token } = await appTokens(client, await visitor(client));
    const fields = { grant_type: 'refresh_token', refresh_token };
    const refreshed = await postToken(client, { ...fields, client_id: 'web' });
    expect(refreshed.status).toBe(200);
    expect(refreshed.json()).toMatchObject({ refresh_token, scope: 'openid', token_type: 'Bearer' });
    expect(claimsOf(refreshed.json<AppTokens>().id_token)).not.toHaveProperty('nonce');
    expect((await client.post('/auth/token/refresh/', { refresh: refresh_token })).status).toBe(200);
    for (const other of [{ client_id: 'native' }, { client_id: 'grafana', client_secret: SECRET }]) {
      const refused = await postToken(client, { ...fields, ...other });
      expect([refused.status, refused.json<{ error: string }>().error]).toEqual([400, 'invalid_grant']);
    }
  });

  test('a confidential app authenticates by header or body, and a wrong secret leaves the code usable', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const own = { client_id: 'grafana', redirect_uri: CONFIDENTIAL_URI };
    const owner = await visitor(client);
    const pkce = newPkce();
    const code = await codeFor(client, owner, pkce, own);
    const byHeader = { ...own, client_id: undefined };

    const wrong = await exchange(client, code, pkce, byHeader, basic('grafana', `${SECRET}x`));
    expect([wrong.status, wrong.headers['www-authenticate']]).toEqual([401, 'Basic realm="api"']);
    expect(wrong.json()).toMatchObject({ error: 'invalid_client' });
    const none = await exchange(client, code, pkce, own);
    expect([none.status, none.json<{ error: string }>().error]).toEqual([401, 'invalid_client']);
    const twoWays = await exchange(client, code, pkce, { client_secret: SECRET, ...own }, basic('grafana', SECRET));
    expect([twoWays.status, twoWays.json<{ error: string }>().error]).toEqual([400, 'invalid_request']);
    const publicWithSecret = await exchange(client, code, pkce, { client_secret: SECRET });
    expect(publicWithSecret.status).toBe(401);
    expect((await exchange(client, code, pkce, byHeader, basic('grafana', SECRET))).status).toBe(200);

    const unencoded = { Authorization: `Basic ${Buffer.from(`grafana:${SECRET}`).toString('base64')}` };
    const another = await codeFor(client, owner, pkce, own);
    expect((await exchange(client, another, pkce, byHeader, unencoded)).status).toBe(200);
    expect((await appTokens(client, owner, own)).scope).toBe('openid');
  });

  test('somebody who is not signed in signs in first, and is then sent back', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { account } = await visitor(client);
    const pkce = newPkce();
    const asked = await client.get(authorizePath(pkce, { login_hint: 'who@example.com' }));
    expect(asked.status).toBe(303);
    const login = asked.headers.location ?? '';
    expect(login).toMatch(/^\/login\/\?next=%2Fauthorize%2F%3F/);
    const page = await client.get(login, {});
    expect(page.text).toContain('Sign in to continue to');
    expect(page.text).toContain('who@example.com');
    const next = new URL(login, client.appUrl).searchParams.get('next') ?? '';
    const { email, password } = account;
    const signedIn = await client.form('/auth/token/', { email, password, next });
    expect([signedIn.status, signedIn.headers.location]).toEqual([303, next]);
    const cookie = await browserSession(client, account);
    const parameters = parametersOf(await client.get(next, { Cookie: cookie }));
    expect((await exchange(client, parameters.get('code') ?? '', pkce)).status).toBe(200);
  });

  test('the form of the sign-in page may end at that app and nowhere else', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const formAction = async (path: string, headers = {}) =>
      /form-action ([^;]*)/.exec((await client.get(path, headers)).headers['content-security-policy'] ?? '')?.[1];
    const next = (changed = {}) => `?next=${encodeURIComponent(authorizePath(newPkce(), changed))}`;
    expect(await formAction(`/login/${next()}`)).toBe("'self' https://app.example.com");
    expect(await formAction(`/register/${next()}`)).toBe("'self' https://app.example.com");
    const native = { client_id: 'native', redirect_uri: 'com.example.app:/callback' };
    expect(await formAction(`/login/${next(native)}`)).toBe("'self' com.example.app:");
    const loopback = { client_id: 'native', redirect_uri: 'http://127.0.0.1:4321/callback' };
    expect(await formAction(`/login/${next(loopback)}`)).toBe("'self' http://127.0.0.1:4321");
    const foreign = { redirect_uri: 'https://evil.example/callback' };
    for (const path of [
      '/login/',
      '/login/?next=/account/',
      `/login/${next(foreign)}`,
      `/login/${next({ client_id: 'other' })}`,
      `/login/${next()}&next=/account/`,
      `/forgot-password/${next()}`,
      `/login/?x=${encodeURIComponent('https://evil.example')}`,
    ]) {
      expect([path, await formAction(path, { 'X-Form-Target': 'https://evil.example' })]).toEqual([path, "'self'"]);
    }
  });

  test('the openid-configuration names what there is', async ({ sharedServerWith, server }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const answer = await client.get('/.well-known/openid-configuration');
    expect(answer.headers['cache-control']).toBe('public, max-age=600');
    expect(answer.json()).toMatchObject({
      issuer: client.appUrl,
      jwks_uri: `${client.appUrl}/.well-known/jwks.json`,
      authorization_endpoint: `${client.appUrl}/authorize/`,
      token_endpoint: `${client.appUrl}/auth/oauth/token/`,
      userinfo_endpoint: `${client.appUrl}/auth/userinfo/`,
      end_session_endpoint: `${client.appUrl}/sign-out/`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      request_uri_parameter_supported: false,
      authorization_response_iss_parameter_supported: true,
    });
    const plain = new Client(server.baseUrl);
    expect((await plain.get('/.well-known/openid-configuration')).json()).toEqual({
      issuer: plain.appUrl,
      jwks_uri: `${plain.appUrl}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['ES256'],
    });
  });

  test('unknown clients and redirect URIs are told on a page with 400, never by a redirect', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const owner = await visitor(client);
    for (const changed of [
      { client_id: 'other' },
      { client_id: undefined },
      { redirect_uri: 'https://evil.example/callback' },
      { redirect_uri: `${REDIRECT_URI}/` },
      { redirect_uri: undefined },
      { redirect_uri: CONFIDENTIAL_URI },
    ]) {
      for (const headers of [{}, { Cookie: owner.cookie }]) {
        const answer = await client.get(authorizePath(newPkce(), changed), headers);
        expect([changed, answer.status, answer.headers.location]).toEqual([changed, 400, undefined]);
        expect(answer.headers['content-type']).toMatch(/^text\/html/);
        expect(answer.text).toContain('Unknown app');
      }
    }
  });

  test('without APPS none of it is there', async ({ server }) => {
    const client = new Client(server.baseUrl);
    for (const path of [authorizePath(newPkce()), '/sign-out/', '/sign-out/confirm/', '/authorize/unknown-app/']) {
      const answer = await client.get(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).toContain('Page not found');
      const posted = await client.post(path, {});
      expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
    }
    for (const path of ['/auth/oauth/token/', '/auth/userinfo/']) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const answer = await client.request(method, path);
        expect([path, method, answer.status, answer.text]).toEqual([path, method, 404, '{"detail":"Not found."}']);
      }
    }
  });
});
