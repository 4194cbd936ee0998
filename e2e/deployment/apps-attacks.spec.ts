import { createHash } from 'node:crypto';
import { bearer } from '../fixtures/accounts';
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
  type Parameters,
  parametersOf,
  postToken,
  REDIRECT_URI,
  SECRET,
  visitor,
} from '../fixtures/apps';
import { type Answer, Client } from '../fixtures/client';
import { stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

/** The attacks of RFC 9700 (Best Current Practice for OAuth 2.0 Security), by its sections. */

const errorOf = (answer: Answer) => [answer.status, answer.json<{ error: string }>().error];

const INVALID_GRANT = [400, 'invalid_grant'];

const REDIRECT_TRICKS = [
  'https://app.example.com/callback/',
  'https://app.example.com/callback/../callback',
  'https://app.example.com/Callback',
  'https://app.example.com/%63allback',
  'https://app.example.com/callback?next=https://evil.example',
  'https://app.example.com/callback#fragment',
  'https://app.example.com/callback%23',
  'https://app.example.com:8443/callback',
  'https://APP.example.com/callback',
  'http://app.example.com/callback',
  'https://app.example.com@evil.example/callback',
  'https://app.example.com%40evil.example/callback',
  'https://app.example.com\\@evil.example/callback',
  'https://app.example.com.evil.example/callback',
  'https://evil.example/?https://app.example.com/callback',
  '//app.example.com/callback',
  '/callback',
  'javascript:alert(document.domain)//https://app.example.com/callback',
  'data:text/html,https://app.example.com/callback',
  ' https://app.example.com/callback',
  'https://app.example.com/callback\r\nLocation: https://evil.example',
];

test.describe('attacks on sign-in for apps', () => {
  test('§4.1 no spelling of a redirect URI but the registered one is followed', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    for (const redirect_uri of REDIRECT_TRICKS) {
      // Neither with a code nor, as an open redirect (§4.11), with an error.
      for (const changed of [{}, { response_type: 'token' }, { prompt: 'none' }]) {
        const answer = await client.get(authorizePath(newPkce(), { redirect_uri, ...changed }), { Cookie: cookie });
        expect([redirect_uri, answer.status, answer.headers.location]).toEqual([redirect_uri, 400, undefined]);
      }
    }
  });

  test('§4.1.3 a native app may listen on any port of this machine, and at no other path or host', {
    tag: '@any-database',
  }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const owner = await visitor(client);
    const native = { client_id: 'native', redirect_uri: 'http://127.0.0.1:50123/callback' };
    expect(claimsClient(await appTokens(client, owner, native))).toBe('native');
    const custom = { client_id: 'native', redirect_uri: 'com.example.app:/callback' };
    expect(claimsClient(await appTokens(client, owner, custom))).toBe('native');
    for (const redirect_uri of [
      'http://127.0.0.1:50123/other',
      'http://127.0.0.1:50123@evil.example/callback',
      'http://localhost:50123/callback',
      'com.example.app://evil.example/callback',
    ]) {
      const answer = await client.get(authorizePath(newPkce(), { client_id: 'native', redirect_uri }));
      expect([redirect_uri, answer.status]).toEqual([redirect_uri, 400]);
    }
    // The port of the request is part of what the code is bound to.
    const pkce = newPkce();
    const code = await codeFor(client, owner, pkce, native);
    const other = { ...native, redirect_uri: 'http://127.0.0.1:50124/callback' };
    expect(errorOf(await exchange(client, code, pkce, other))).toEqual(INVALID_GRANT);
  });

  test('§4.11 every other error goes to the registered URI, with state and iss', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const errors: [changed: Parameters, error: string][] = [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ response_mode: 'fragment' }, 'invalid_request'],
      [{ request: 'e30' }, 'request_not_supported'],
      [{ request_uri: 'https://evil.example/r' }, 'request_uri_not_supported'],
      [{ scope: 'email' }, 'invalid_scope'],
      [{ prompt: 'none' }, 'login_required'],
      [{ prompt: 'none login' }, 'invalid_request'],
      [{ state: 'x'.repeat(1000) }, 'invalid_request'],
    ];
    for (const [changed, error] of errors) {
      const parameters = parametersOf(await client.get(authorizePath(newPkce(), changed)));
      expect([...parameters.keys()]).toEqual(['error', 'error_description', 'state', 'iss']);
      expect([changed, parameters.get('error')]).toEqual([changed, error]);
      expect(parameters.get('state')).toBe(changed.state ?? 'the-state');
      expect(parameters.get('iss')).toBe(client.appUrl);
    }
  });

  test('a parameter that is sent twice is invalid_request, and a state that is sent twice is not echoed', {
    tag: '@any-database',
  }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    for (const twice of ['scope=openid', 'nonce=x', 'code_challenge_method=S256', 'response_type=code']) {
      const parameters = parametersOf(await client.get(`${authorizePath(newPkce())}&${twice}`));
      expect([parameters.get('error'), parameters.get('state')]).toEqual(['invalid_request', 'the-state']);
    }
    const parameters = parametersOf(await client.get(`${authorizePath(newPkce())}&state=other`));
    expect([parameters.get('error'), parameters.has('state')]).toEqual(['invalid_request', false]);
  });

  test('state and nonce come back as they were sent', { tag: '@any-database' }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const state = 'a&b=c#d?e%20f+g"<script>\r\nSet-Cookie: x=y é';
    const nonce = 'n&o=n#c%20"e';
    const pkce = newPkce();
    const parameters = parametersOf(await client.get(authorizePath(pkce, { state, nonce }), { Cookie: cookie }));
    expect(parameters.get('state')).toBe(state);
    const tokens = (await exchange(client, parameters.get('code') ?? '', pkce)).json<AppTokens>();
    expect(JSON.parse(Buffer.from(tokens.id_token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      nonce,
    });
  });

  test('§2.1.1 PKCE cannot be left out or weakened', { tag: '@any-database' }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const owner = await visitor(client);
    const pkce = newPkce();
    const weakened: Parameters[] = [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge: undefined },
      { code_challenge_method: undefined },
      { code_challenge: pkce.verifier, code_challenge_method: 'plain' },
    ];
    for (const changed of weakened) {
      const own = { client_id: 'grafana', redirect_uri: CONFIDENTIAL_URI };
      for (const app of [{}, own]) {
        const answer = await client.get(authorizePath(pkce, { ...app, ...changed }), { Cookie: owner.cookie });
        const uri = 'redirect_uri' in app ? CONFIDENTIAL_URI : REDIRECT_URI;
        expect(parametersOf(answer, uri).get('error')).toBe('invalid_request');
      }
    }
    const code = await codeFor(client, owner, pkce);
    expect(errorOf(await exchange(client, code, pkce, { code_verifier: undefined }))).toEqual([400, 'invalid_request']);
    for (const code_verifier of [newPkce().verifier, pkce.challenge, `${pkce.verifier}x`, 'short', 'x'.repeat(129)]) {
      expect(errorOf(await exchange(client, code, pkce, { code_verifier }))).toEqual(INVALID_GRANT);
    }
    expect((await exchange(client, code, pkce)).status).toBe(200);
  });

  test('§4.5 an injected code is refused for another client, redirect URI or verifier, and stays its owner’s', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const pkce = newPkce();
    const code = await codeFor(client, await visitor(client), pkce);
    const others: Parameters[] = [
      { client_id: 'native' },
      { client_id: 'native', redirect_uri: 'com.example.app:/callback' },
      { client_id: 'grafana', client_secret: SECRET },
      { redirect_uri: 'https://app.example.com/callback?from=postern' },
      { redirect_uri: 'https://evil.example/' },
      { redirect_uri: `${REDIRECT_URI}\0` },
      { code_verifier: newPkce().verifier },
      { code: code.toLowerCase() },
      { code: `${code}A` },
      { code: 'x' },
    ];
    for (const changed of others) {
      expect([changed, errorOf(await exchange(client, code, pkce, changed))]).toEqual([changed, INVALID_GRANT]);
    }
    expect((await exchange(client, code, pkce)).status).toBe(200);
  });

  test('§4.2.4 a second use of a code ends the session that the first one began', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const owner = await visitor(client);
    const used = async () => {
      const pkce = newPkce();
      const code = await codeFor(client, owner, pkce);
      const tokens = (await exchange(client, code, pkce)).json<AppTokens>();
      expect((await client.get('/auth/userinfo/', bearer({ access: tokens.access_token }))).status).toBe(200);
      return { code, pkce, tokens };
    };
    const elsewhere = await used();
    const toOther = { redirect_uri: 'https://evil.example/' };
    expect(errorOf(await exchange(client, elsewhere.code, elsewhere.pkce, toOther))).toEqual(INVALID_GRANT);
    const ended = bearer({ access: elsewhere.tokens.access_token });
    expect((await client.get('/auth/userinfo/', ended)).status).toBe(401);

    const { code, tokens } = await used();
    // Also without the verifier: a second use means that the code was stolen.
    expect(errorOf(await exchange(client, code, newPkce()))).toEqual(INVALID_GRANT);
    expect((await client.get('/auth/userinfo/', bearer({ access: tokens.access_token }))).status).toBe(401);
    const refresh = { grant_type: 'refresh_token', client_id: 'web', refresh_token: tokens.refresh_token };
    expect(errorOf(await postToken(client, refresh))).toEqual(INVALID_GRANT);
    // The browser itself stays signed in.
    expect((await client.get('/auth/me/', { Cookie: owner.cookie })).status).toBe(200);
  });

  test('of twenty uses of a code at once one gets tokens, and a later use ends its session', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const pkce = newPkce();
    const code = await codeFor(client, await visitor(client), pkce);
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(client, code, pkce)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    for (const loser of answers.filter(({ status }) => status !== 200)) expect(errorOf(loser)).toEqual(INVALID_GRANT);
    const tokens = winners[0]?.json<AppTokens>();
    expect(errorOf(await exchange(client, code, pkce))).toEqual(INVALID_GRANT);
    const refresh = { grant_type: 'refresh_token', client_id: 'web', refresh_token: tokens?.refresh_token };
    expect(errorOf(await postToken(client, refresh))).toEqual(INVALID_GRANT);
  });

  test('a code is stored as its SHA-256 and expires', { tag: '@pglite' }, async ({ serverWith }) => {
    const server = await serverWith({ APPS });
    const client = new Client(server.baseUrl);
    const owner = await visitor(client);
    const pkce = newPkce();
    const code = await codeFor(client, owner, pkce);
    await server.stop();
    const rows = await stored(server.settings, 'SELECT * FROM authorization_codes');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(code);
    const hash = Buffer.from(Object(rows[0]).code_hash).toString('hex');
    expect(hash).toBe(createHash('sha256').update(code).digest('hex'));
    const { expires_at, created_at } = Object(rows[0]);
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(60_000);
    await stored(server.settings, "UPDATE authorization_codes SET expires_at = now() - interval '1 second'");
    const again = await server.restart();
    expect(errorOf(await exchange(client, code, pkce))).toEqual(INVALID_GRANT);
    expect((await exchange(client, await codeFor(client, owner, pkce), pkce)).status).toBe(200);
    await again.stop();
  });

  test('§4.4 an app that uses several providers can tell whose response it gets', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const { issuer } = (await client.get('/.well-known/openid-configuration')).json<{ issuer: string }>();
    const good = parametersOf(await client.get(authorizePath(newPkce()), { Cookie: cookie }));
    const bad = parametersOf(await client.get(authorizePath(newPkce(), { scope: 'x' }), { Cookie: cookie }));
    expect([good.get('iss'), bad.get('iss')]).toEqual([issuer, issuer]);
  });

  test('§4.16 no response may be framed, also with prompt=none', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const unknown = authorizePath(newPkce(), { client_id: 'other' });
    const next = encodeURIComponent(authorizePath(newPkce()));
    for (const path of [authorizePath(newPkce(), { prompt: 'none' }), unknown, `/login/?next=${next}`, '/sign-out/']) {
      for (const headers of [{}, { Cookie: cookie }]) {
        const answer = await client.get(path, headers);
        expect(answer.headers['x-frame-options']).toBe('DENY');
        expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      }
    }
  });

  test('a wrong secret of any length gets the same bytes, as an unknown client does', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const fields = { grant_type: 'authorization_code', code: 'x', redirect_uri: CONFIDENTIAL_URI, code_verifier: 'x' };
    const secrets = ['x', SECRET.slice(0, -1), `${SECRET}x`, 'y'.repeat(10_000), ''];
    const answers = await Promise.all([
      ...secrets.map((secret) => postToken(client, fields, basic('grafana', secret))),
      postToken(client, fields, basic('nobody', SECRET)),
    ]);
    for (const { status, text, headers } of answers) {
      expect([status, text]).toEqual([401, answers[0]?.text]);
      expect(headers['www-authenticate']).toBe('Basic realm="api"');
    }
  });

  test('failed authentications of an app count against the address', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith({ APPS });
    const client = new Client(baseUrl);
    const wrong = () => postToken(client, { grant_type: 'refresh_token' }, basic('grafana', 'wrong'));
    for (let count = 0; count < 300; count += 1) expect((await wrong()).status).toBe(401);
    const refused = await wrong();
    expect(errorOf(refused)).toEqual([429, 'temporarily_unavailable']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await postToken(new Client(baseUrl), {}, basic('grafana', 'wrong'))).status).toBe(401);
  });

  test('what the user of an app sends counts against no other: an ended session, a forged token of a confidential app', {
    tag: ['@any-database', '@slow'],
  }, async ({ sharedServerWith }) => {
    const { baseUrl } = await sharedServerWith({ APPS });
    const office = new Client(baseUrl);
    const owner = await visitor(new Client(baseUrl));
    const ended = await appTokens(new Client(baseUrl), owner);
    await new Client(baseUrl).post('/auth/token/blacklist/', { refresh: ended.refresh_token });
    const refresh = (refresh_token: string, app: Parameters) =>
      postToken(office, { grant_type: 'refresh_token', refresh_token, ...app });
    for (let count = 0; count < 301; count += 1) {
      expect(errorOf(await refresh(ended.refresh_token, { client_id: 'web' }))).toEqual(INVALID_GRANT);
    }
    const confidential = { client_id: 'grafana', client_secret: SECRET };
    for (let count = 0; count < 601; count += 1) {
      expect(errorOf(await refresh(`forged-${count}`, confidential))).toEqual(INVALID_GRANT);
    }
    const good = await appTokens(new Client(baseUrl), owner);
    expect((await refresh(good.refresh_token, { client_id: 'web' })).status).toBe(200);
    // Those of a public app come from its user's own address.
    for (let count = 0; count < 600; count += 1) {
      expect(errorOf(await refresh(`forged-${count}`, { client_id: 'web' }))).toEqual(INVALID_GRANT);
    }
    for (const token of ['forged-600', good.refresh_token]) {
      expect(errorOf(await refresh(token, { client_id: 'web' }))).toEqual([429, 'temporarily_unavailable']);
    }
  });

  test('an account gets 600 codes an hour, and then its app is told to wait', {
    tag: ['@any-database', '@slow'],
  }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const { cookie } = await visitor(client);
    const ask = async () => parametersOf(await client.get(authorizePath(newPkce()), { Cookie: cookie }));
    for (let round = 0; round < 30; round += 1) {
      const answers = await Promise.all(Array.from({ length: 20 }, ask));
      expect(answers.filter((parameters) => !parameters.has('code'))).toEqual([]);
    }
    const refused = await ask();
    expect([refused.get('error'), refused.get('state')]).toEqual(['temporarily_unavailable', 'the-state']);
  });

  test('an ID token is no access token, and an access token no ID token', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const owner = await visitor(client);
    const { id_token, access_token } = await appTokens(client, owner);
    for (const path of ['/auth/me/', '/auth/sessions/', '/auth/userinfo/']) {
      expect([path, (await client.get(path, bearer({ access: id_token }))).status]).toEqual([path, 401]);
    }
    expect((await client.post('/auth/token/verify/', { token: id_token })).status).toBe(401);
    expect((await client.post('/auth/token/refresh/', { refresh: id_token })).status).toBe(401);
    const signOut = await client.get(`/sign-out/?id_token_hint=${access_token}`, { Cookie: owner.cookie });
    expect(signOut.headers.location).toMatch(/^\/sign-out\/confirm\//);
    expect((await client.get('/auth/me/', { Cookie: owner.cookie })).status).toBe(200);
  });
});

const claimsClient = ({ access_token }: AppTokens) =>
  JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString()).client_id;
