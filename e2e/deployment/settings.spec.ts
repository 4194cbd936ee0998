import { readFileSync } from 'node:fs';
import { claimsOf, headerOf } from '../api/jwt';
import { bearer, browserSession, registered, resetToken, signedIn, type Tokens } from '../fixtures/accounts';
import { Client, type HeaderFields, HTML } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { failedStart, type Settings, startServer } from '../fixtures/server';
import { dumped, stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

const VIEWER = JSON.parse(readFileSync('node_modules/swagger-ui-dist/package.json', 'utf8'));
/** A file that exists where the documentation does. */
const VIEWER_SCRIPT = `/docs/assets/swagger-ui-${VIEWER.version}/swagger-ui-bundle.js`;

const refresh = (client: Client, token: string) => client.post('/auth/token/refresh/', { refresh: token });
const refreshed = async (client: Client, token: string) => (await refresh(client, token)).json<Tokens>();
const BLACKLISTED = { detail: 'Token is blacklisted', code: 'token_not_valid' };
const EXPIRED = { detail: 'Token is expired', code: 'token_not_valid' };
const INVALID = { detail: 'Token is invalid', code: 'token_not_valid' };

test.describe('settings', { tag: '@any-database' }, () => {
  test('rotation gives 20 concurrent refreshes one successor, and the previous token the same again', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith({ ROTATE_REFRESH_TOKENS: 'true' });
    const client = new Client(baseUrl);
    const { refresh: first } = await signedIn(client);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(client, first)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const successors = answers.map((answer) => claimsOf(answer.json<Tokens>().refresh).jti);
    expect(new Set(successors).size).toBe(1);
    const again = await refreshed(client, first);
    expect(claimsOf(again.refresh).jti).toBe(successors[0]);
  });

  test('a refresh token older than the previous one ends the session', async ({ sharedServerWith }) => {
    const { baseUrl } = await sharedServerWith({ ROTATE_REFRESH_TOKENS: 'true' });
    const client = new Client(baseUrl);
    const { refresh: first } = await signedIn(client);
    const second = (await refreshed(client, first)).refresh;
    const third = await refreshed(client, second);
    const stolen = await refresh(client, first);
    expect([stolen.status, stolen.json()]).toEqual([401, BLACKLISTED]);
    const newest = await refresh(client, third.refresh);
    expect([newest.status, newest.json()]).toEqual([401, BLACKLISTED]);
    const me = await client.get('/auth/me/', { Authorization: `Bearer ${third.access}` });
    expect(me.status).toBe(401);
  });

  test('the previous token is valid until its successor was presented, and then only for the reuse time', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith({ ROTATE_REFRESH_TOKENS: 'true', REFRESH_REUSE_SECONDS: '0' });
    const client = new Client(baseUrl);
    const { refresh: first } = await signedIn(client);
    const second = (await refreshed(client, first)).refresh;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(claimsOf((await refreshed(client, first)).refresh).jti).toBe(claimsOf(second).jti);
    expect((await client.post('/auth/token/verify/', { token: second })).status).toBe(200);
    const late = await refresh(client, first);
    expect([late.status, late.json()]).toEqual([401, BLACKLISTED]);
  });

  test.describe('a late previous token, whose successor was never presented,', () => {
    const ROTATING = { ROTATE_REFRESH_TOKENS: 'true', REFRESH_REUSE_SECONDS: '0' };
    const APP = { 'User-Agent': 'app/1' };
    const THIEF = { 'User-Agent': 'thief/1' };

    /** A session whose first token was swapped at one address by one program, and the answer lost. */
    async function swapped(baseUrl: string, headers: HeaderFields = APP) {
      const home = new Client(baseUrl);
      const { id, email, password } = await registered(home);
      const first = (await home.post('/auth/token/', { email, password }, headers)).json<Tokens>();
      const second = (await home.post('/auth/token/refresh/', { refresh: first.refresh }, headers)).json<Tokens>();
      await new Promise((resolve) => setTimeout(resolve, 20)); // past REFRESH_REUSE_SECONDS=0
      return { home, id, first, second };
    }

    const reuses = (settings: Settings, id: string) =>
      stored<{ detail: string | null; session_id: string | null }>(
        settings,
        `SELECT detail, session_id FROM audit_events WHERE event = 'authn_token_reuse' AND user_id = '${id}' ORDER BY id`,
      );

    test('gets it from the address or with the User-Agent that made the swap, and each use is recorded', async ({
      database,
    }) => {
      const settings = { ...(await freshDatabase(database)), ...ROTATING };
      const server = await startServer(settings);
      const { home, id, first, second } = await swapped(server.baseUrl);
      const sameAddress = await home.post('/auth/token/refresh/', { refresh: first.refresh }, THIEF);
      const sameProgram = await new Client(server.baseUrl).post(
        '/auth/token/refresh/',
        { refresh: first.refresh },
        APP,
      );
      for (const answer of [sameAddress, sameProgram]) {
        expect(claimsOf(answer.json<Tokens>().refresh).jti).toBe(claimsOf(second.refresh).jti);
      }
      expect((await home.post('/auth/token/verify/', { token: first.refresh }, APP)).status).toBe(200);
      await server.stop();
      const { sid } = claimsOf(first.access);
      expect(await reuses(settings, id)).toEqual(Array(3).fill({ detail: 'late', session_id: sid }));
    });

    test('is recorded sixty times an hour, and each use gets it', async ({ database }) => {
      const settings = { ...(await freshDatabase(database)), ...ROTATING };
      const server = await startServer(settings);
      const { home, id, first, second } = await swapped(server.baseUrl);
      for (let uses = 0; uses < 62; uses += 1) {
        const answer = await home.post('/auth/token/refresh/', { refresh: first.refresh }, APP);
        expect(claimsOf(answer.json<Tokens>().refresh).jti).toBe(claimsOf(second.refresh).jti);
      }
      await server.stop();
      const { sid } = claimsOf(first.access);
      expect(await reuses(settings, id)).toEqual(Array(60).fill({ detail: 'late', session_id: sid }));
    });

    for (const [place, field] of [
      ['refresh', 'refresh'],
      ['verify', 'token'],
      ['blacklist', 'refresh'],
    ] as const) {
      test(`ends the session when another client sends it to ${place}`, async ({ database }) => {
        const settings = { ...(await freshDatabase(database)), ...ROTATING };
        const server = await startServer(settings);
        const { home, id, first, second } = await swapped(server.baseUrl);
        const thief = new Client(server.baseUrl);
        const stolen = await thief.post(`/auth/token/${place}/`, { [field]: first.refresh }, THIEF);
        expect([stolen.status, stolen.json()]).toEqual([401, BLACKLISTED]);
        expect((await refresh(home, second.refresh)).json()).toEqual(BLACKLISTED);
        expect((await home.get('/auth/me/', bearer(second))).status).toBe(401);
        await server.stop();
        const { sid } = claimsOf(first.access);
        expect(await reuses(settings, id)).toEqual([{ detail: 'other-client', session_id: sid }]);
      });
    }

    test('ends the session when neither client has a User-Agent and the addresses differ', async ({
      sharedServerWith,
    }) => {
      const { baseUrl } = await sharedServerWith(ROTATING);
      const { home, first, second } = await swapped(baseUrl, {});
      expect((await refresh(new Client(baseUrl), first.refresh)).status).toBe(401);
      expect((await refresh(home, second.refresh)).status).toBe(401);
    });

    test('ends the session where the swap is older than this version, which kept nothing of it', async ({
      database,
    }) => {
      const settings = { ...(await freshDatabase(database)), ...ROTATING };
      const server = await startServer(settings);
      const { first } = await swapped(server.baseUrl);
      await server.stop();
      await stored(settings, 'UPDATE sessions SET rotation_subnet_mac = NULL, rotation_user_agent_mac = NULL');
      const restarted = await server.restart();
      expect((await new Client(restarted.baseUrl).post('/auth/token/refresh/', first, APP)).json()).toEqual(
        BLACKLISTED,
      );
      await restarted.stop();
    });

    test('does not push what else happened out of the recent activity, however often', async ({ sharedServerWith }) => {
      const { baseUrl } = await sharedServerWith(ROTATING);
      const client = new Client(baseUrl);
      const account = await registered(client);
      const { refresh: first } = await signedIn(client, account);
      await refresh(client, first);
      const Cookie = await browserSession(client, account);
      for (let uses = 0; uses < 12; uses += 1) expect((await refresh(client, first)).status).toBe(200);
      const { text } = await client.get('/account/', { Cookie });
      expect(text).toContain('Account created');
      expect(text.split('A refresh token was reused by the same app').length).toBeGreaterThan(1);
    });

    test('within the reuse time is answered to every client', async ({ sharedServerWith }) => {
      const { baseUrl } = await sharedServerWith({ ROTATE_REFRESH_TOKENS: 'true' });
      const { first, second } = await swapped(baseUrl);
      const answer = await new Client(baseUrl).post('/auth/token/refresh/', { refresh: first.refresh }, THIEF);
      expect(claimsOf(answer.json<Tokens>().refresh).jti).toBe(claimsOf(second.refresh).jti);
    });
  });

  test('access tokens and idle sessions end when their settings say', async ({ serverWith }) => {
    const { baseUrl } = await serverWith({ ACCESS_TOKEN_SECONDS: '1', REFRESH_TOKEN_SECONDS: '2' });
    const client = new Client(baseUrl);
    const { access, refresh: token } = await signedIn(client);
    await expect
      .poll(async () => (await client.post('/auth/token/verify/', { token: access })).json())
      .toEqual(EXPIRED);
    await expect.poll(async () => (await client.post('/auth/token/verify/', { token })).json()).toEqual(EXPIRED);
    expect((await refresh(client, token)).json()).toEqual(EXPIRED);
  });

  test('a session ends SESSION_MAX_SECONDS after it began, however much it is used', async ({ serverWith }) => {
    const { baseUrl } = await serverWith({ SESSION_MAX_SECONDS: '2' });
    const client = new Client(baseUrl);
    const { access, refresh: token } = await signedIn(client);
    const { exp, iat } = claimsOf(token);
    expect(exp - iat).toBe(2);
    // Issued a moment later, perhaps in the next second: it ends with its session all the same.
    expect(claimsOf(access).exp).toBe(exp);
    await expect.poll(async () => (await refresh(client, token)).json()).toEqual(EXPIRED);
  });

  test('JWT_ALGORITHM=RS256 signs with RSA, and what ES256 signed before still refreshes', { tag: '@slow' }, async ({
    serverWith,
  }) => {
    const server = await serverWith();
    const client = new Client(server.baseUrl);
    const { refresh: token } = await signedIn(client);
    const { stop } = await server.restart({ JWT_ALGORITHM: 'RS256' });
    const { access } = await refreshed(client, token);
    expect(headerOf(access).alg).toBe('RS256');
    const { keys } = (await client.get('/.well-known/jwks.json')).json<{ keys: { kid: string; alg: string }[] }>();
    expect(keys.map(({ kid }) => kid)).toContain(headerOf(access).kid);
    await stop();
  });

  test('after a change of APP_URL old access tokens are invalid and sessions go on', { tag: '@slow' }, async ({
    serverWith,
  }) => {
    const server = await serverWith();
    const client = new Client(server.baseUrl);
    const { access, refresh: token } = await signedIn(client);
    const { port } = new URL(server.baseUrl);
    const moved = await server.restart({ APP_URL: `http://127.0.0.1:${port}` });
    expect((await client.post('/auth/token/verify/', { token: access })).json()).toEqual(INVALID);
    const renewed = await refreshed(client, token);
    expect(claimsOf(renewed.access).iss).toBe(`http://127.0.0.1:${port}`);
    await moved.stop();
  });

  test('a hash of another cost is renewed when its owner signs in, be the setting raised or lowered', {
    tag: '@slow',
  }, async ({ database }) => {
    const settings = await freshDatabase(database);
    const costs = () =>
      stored<{ cost: number; hash: string }>(settings, 'SELECT cost, hash FROM credentials ORDER BY cost');
    const server = await startServer({ ...settings, BCRYPT_COST: '10' });
    const client = new Client(server.baseUrl);
    const account = await registered(client);
    const raised = await server.restart({ BCRYPT_COST: '11' });
    const wrong = await client.post('/auth/token/', { email: account.email, password: 'not the password' });
    expect(wrong.status).toBe(401);
    await signedIn(client, account);
    await signedIn(client, account);
    await registered(client);
    await raised.stop();
    const [eleven, ten] = [11, 10].map((cost) => ({ cost, hash: expect.stringMatching(`^\\$2b\\$${cost}\\$`) }));
    expect(await costs()).toEqual([eleven, eleven]);
    const lowered = await raised.restart({ BCRYPT_COST: '10' });
    await signedIn(client, account);
    await lowered.stop();
    expect(await costs()).toEqual([ten, eleven]);
  });

  test('no password, token or link lies readable in the database', async ({ database }) => {
    const settings = await freshDatabase(database);
    const server = await startServer(settings);
    const client = new Client(server.baseUrl);
    const { email, password, refresh: token } = await signedIn(client);
    const mailed = await resetToken(client, email);
    await server.stop();
    const dump = await dumped(settings);
    expect(dump).toContain(email);
    for (const secret of [password, token, mailed, 'BEGIN PRIVATE KEY']) {
      expect(dump).not.toContain(secret);
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  test('the mailbox, the documentation and the 421 are for a loopback APP_URL; a public one needs a mail provider', async ({
    serverWith,
  }) => {
    const { baseUrl } = await serverWith({
      APP_URL: 'https://login.example.com',
      TRUSTED_PROXIES: 'none',
      RESEND_API_KEY: 're_test',
      HOST: '127.0.0.1',
    });
    const client = new Client(baseUrl);
    const Host = 'login.example.com';
    expect((await client.get('/mailbox/messages/', { Host })).status).toBe(404);
    for (const path of ['/mailbox/later/', '/mailbox/fail/', '/mailbox/expired-access/']) {
      const body = { email: 'ada@example.com', seconds: 60, access: 'token' };
      expect((await client.post(path, body, { Host })).status, path).toBe(404);
    }
    for (const path of ['/docs', '/docs/', '/docs/api/', '/docs/settings/', VIEWER_SCRIPT]) {
      const { status, text } = await client.get(path, { Host, Accept: HTML });
      expect({ path, status, text }).toEqual({ path, status: 404, text: expect.stringContaining('Page not found') });
      expect(text).not.toContain('/docs/assets/');
    }
    const answer = await client.get('/auth/me/', { Host });
    expect(answer.status).toBe(401);
    // Other hosts below that of APP_URL may belong to others.
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
  });

  test('Strict-Transport-Security › covers subdomains only with HSTS_INCLUDE_SUBDOMAINS', async ({ serverWith }) => {
    const { baseUrl } = await serverWith({ APP_URL: 'https://localhost', HSTS_INCLUDE_SUBDOMAINS: 'true' });
    const { headers } = await new Client(baseUrl).get('/health/live/');
    expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });

  test('while APP_URL is public another Host is refused, but about health, and what protects nothing is said once', async ({
    serverWith,
  }) => {
    const { baseUrl, logs } = await serverWith({
      APP_URL: 'http://login.example.com',
      ALLOW_HTTP: 'true',
      TRUSTED_PROXIES: '127.0.0.1,0.0.0.0/0',
      HOST: '127.0.0.1',
      RESEND_API_KEY: 're_test',
      AUTH_SECRET: 'a'.repeat(40),
      REQUIRE_VERIFIED_EMAILS: 'true',
    });
    const client = new Client(baseUrl);
    const own = ['login.example.com', 'login.example.com:80', 'LOGIN.example.com'];
    for (const Host of own) expect((await client.get('/auth/me/', { Host })).status, Host).toBe(401);
    const others = [
      new URL(baseUrl).host,
      'localhost',
      'login.example.com:443',
      'evil.example',
      'login.example.com.evil.example',
    ];
    for (const Host of others) {
      const headers = { Host, 'X-Forwarded-Host': 'login.example.com' };
      for (const path of [
        '/',
        '/login/',
        '/auth/me/',
        '/auth/nothing/',
        '/icon.svg',
        '/.well-known/jwks.json',
        '/mailbox/',
      ]) {
        const { status, text } = await client.get(path, headers);
        expect({ path, status, text }).toEqual({ path, status: 421, text: expect.stringMatching(/APP_URL.*Host/) });
      }
      expect((await client.post('/auth/token/', {}, headers)).status).toBe(421);
      for (const path of ['/health/live/', '/health/ready/'])
        expect((await client.get(path, headers)).status).toBe(200);
    }
    const page = await client.get('/login/', { Host: 'evil.example', Accept: HTML });
    expect([page.status, page.headers['content-type']]).toEqual([421, 'text/plain; charset=utf-8']);

    const warned = logs()
      .split('\n')
      .filter((line) => line.includes('"event":"setting"'))
      .map((line) => JSON.parse(line));
    expect(warned.map(({ level, setting }) => [level, setting])).toEqual([
      ['warn', 'REQUIRE_VERIFIED_EMAILS'],
      ['warn', 'TRUSTED_PROXIES'],
      ['warn', 'AUTH_SECRET'],
      ['warn', 'ALLOW_HTTP'],
    ]);
    expect(logs()).not.toContain('aaaa');
  });

  const REFUSED: [title: string, settings: Record<string, string>, line: RegExp][] = [
    ['a bad setting', { PORT: '99999' }, /^Postern cannot start: PORT must be a whole number/],
    [
      'a public APP_URL without a provider',
      { APP_URL: 'https://a.example', TRUSTED_PROXIES: 'none' },
      /RESEND_API_KEY or SMTP_URL/,
    ],
    [
      'a public APP_URL without word of its proxies',
      { APP_URL: 'https://a.example', RESEND_API_KEY: 'x' },
      /TRUSTED_PROXIES must be set/,
    ],
    ['a MAIL_FROM that is two addresses', { MAIL_FROM: 'a@a.example, b@a.example' }, /MAIL_FROM must be one address/],
  ];

  for (const [title, settings, line] of REFUSED) {
    test(`${title} stops the start with one line that names it`, async ({ database }) => {
      const { code, output } = await failedStart({ ...(await freshDatabase(database)), ...settings });
      expect(code).toBe(1);
      expect(output).toMatch(line);
      expect(output.trim().split('\n')).toHaveLength(1);
    });
  }
});
