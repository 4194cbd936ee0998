import type { Page } from 'playwright/test';
import {
  browserSession,
  PASSWORD,
  registered,
  resetToken,
  sessionOf,
  signedIn,
  type Tokens,
  UNKNOWN_RESET_TOKEN,
} from '../fixtures/accounts';
import { type Answer, Client, findCookie, HTML, isExpired } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { startNginx } from '../fixtures/nginx';
import { startServer } from '../fixtures/server';
import { test as base, expect } from '../fixtures/test';
import { type StandIn, startUpstream, type Upstream } from '../fixtures/upstream';

/** An app and Postern behind the nginx of docs/integration/same-origin.md, over https. */
type OneOrigin = {
  client: Client;
  anotherClient: () => Client;
  accessLog: () => Promise<string>;
  origin: string;
  posternUrl: string;
  app: Upstream;
};

type Standing = { client: Client; postern: Upstream; app: Upstream };

type TestFixtures = {
  /** The same nginx, with a stand-in for Postern that shows what it is sent. */
  nginxBefore: (postern: StandIn, app?: StandIn) => Promise<Standing>;
};

const APP = `<!doctype html><title>The app</title><h1>Hello from the app</h1>`;
const HELLO: StandIn = { status: 200, headers: { 'Content-Type': 'text/html' }, body: APP };

const test = base.extend<TestFixtures, { oneOrigin: OneOrigin }>({
  oneOrigin: [
    async ({ database }, use) => {
      const port = await freePort();
      const origin = `https://localhost:${port}`;
      const settings = { APP_URL: origin, TRUSTED_PROXIES: '127.0.0.1' };
      const postern = await startServer({ ...(await freshDatabase(database)), ...settings });
      const app = await startUpstream(HELLO);
      const nginx = await startNginx(port, { postern: postern.baseUrl, app: app.baseUrl });
      const { client, anotherClient, accessLog } = nginx;
      await use({ client, anotherClient, accessLog, origin, posternUrl: postern.baseUrl, app });
      await nginx.remove();
      await app.close();
      await postern.kill();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from the pattern
  nginxBefore: async ({}, use) => {
    const endings: (() => Promise<void>)[] = [];
    await use(async (forPostern, forApp = HELLO) => {
      const [postern, app] = await Promise.all([startUpstream(forPostern), startUpstream(forApp)]);
      const nginx = await startNginx(await freePort(), { postern: postern.baseUrl, app: app.baseUrl });
      endings.push(nginx.remove, postern.close, app.close);
      return { client: nginx.client, postern, app };
    });
    await Promise.all(endings.map((end) => end()));
  },
});

const SIGNED_IN: StandIn = { status: 200, body: '{}' };
const SIGNED_OUT: StandIn = { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="api"' } };

/** Asks for a path as a browser that has this cookie. */
const visit = (client: Client, path: string, cookie?: string) => client.get(path, { Accept: HTML, Cookie: cookie });

test.describe('reverse proxy', { tag: ['@any-database', '@slow'] }, () => {
  test('a signed-out visitor of the app is sent to sign in, and the app never hears of it', async ({ oneOrigin }) => {
    const { client, app } = oneOrigin;
    const path = '/app/signed-out';
    const stale = `${client.sessionCookie}=${'A'.repeat(43)}`;
    for (const answer of [await visit(client, path), await visit(client, path, stale)]) {
      expect([answer.status, answer.headers.location]).toEqual([303, `/login/?next=${path}`]);
    }
    const posted = await client.form(path, { name: 'Ada' });
    expect([posted.status, posted.headers.location]).toEqual([303, `/login/?next=${path}`]);
    expect(app.received.filter(({ url }) => url === path)).toEqual([]);
  });

  test('the session cookie opens the app, and signing out closes it at once', async ({ oneOrigin }) => {
    const { client } = oneOrigin;
    const session = await browserSession(client, await registered(client));
    const inside = await visit(client, '/app/hello', session);
    expect([inside.status, inside.text]).toEqual([200, APP]);

    const signedOut = await client.form('/auth/logout/', {}, { Cookie: session });
    expect([signedOut.status, signedOut.headers.location]).toEqual([303, '/login/']);
    expect(isExpired(findCookie(signedOut, client.sessionCookie))).toBe(true);
    expect((await visit(client, '/app/hello', session)).status).toBe(303);
  });

  test('the session cookie is a Secure __Host- one, and every answer of Postern wants https for a year', async ({
    oneOrigin,
  }) => {
    const { client } = oneOrigin;
    const { email, password } = await registered(client);
    const answer = await client.form('/auth/token/', { email, password });
    expect(answer.status).toBe(303);
    const cookie = findCookie(answer, '__Host-postern_session');
    expect(cookie?.attributes).toMatchObject({ secure: '', httponly: '', path: '/', samesite: 'Lax' });
    for (const { headers } of [answer, await client.get('/login/'), await client.get('/auth/me/')]) {
      expect(headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    }
  });

  test('a form is of the same origin by Sec-Fetch-Site or by Origin, and by neither where the other contradicts', async ({
    oneOrigin,
  }) => {
    const { client, origin, posternUrl } = oneOrigin;
    const { email, password } = await registered(client);
    const post = async (headers: Record<string, string | undefined>) =>
      (await client.form('/auth/token/', { email, password }, headers)).status;
    expect(await post({ 'Sec-Fetch-Site': 'same-origin', Origin: undefined })).toBe(303);
    expect(await post({ 'Sec-Fetch-Site': undefined, Origin: origin })).toBe(303);
    expect(await post({ 'Sec-Fetch-Site': undefined, Origin: origin.replace('https:', 'http:') })).toBe(403);
    expect(await post({ 'Sec-Fetch-Site': 'cross-site', Origin: origin })).toBe(403);
    expect(await post({ 'Sec-Fetch-Site': 'same-origin', Origin: origin })).toBe(303);
    expect(await post({ 'Sec-Fetch-Site': 'same-origin', Origin: posternUrl })).toBe(403);
  });

  test('API clients register, sign in, refresh and reset through nginx as without it', async ({ oneOrigin }) => {
    const { client, origin, posternUrl } = oneOrigin;
    const { access, refresh, email, id } = await signedIn(client);
    const me = await client.get('/auth/me/', { Authorization: `Bearer ${access}`, 'X-Request-Id': 'one-origin-test' });
    expect([me.status, me.json(), me.headers['x-request-id']]).toEqual([
      200,
      expect.objectContaining({ id, email }),
      'one-origin-test',
    ]);
    expect((await client.post('/auth/token/refresh', { refresh })).json()).toEqual({ access: expect.any(String) });
    expect((await client.get('/.well-known/jwks.json')).status).toBe(200);

    // The mailbox is for this machine only, and nginx does not forward its path.
    expect((await client.get(`/mailbox/messages/?to=${email}`)).status).toBe(404);
    const direct = new Client(posternUrl);
    const token = await resetToken(direct, email);
    const reset = await client.post(`/auth/reset-password/${token}/`, { password: 'a lamp behind the quince' });
    expect(reset.status).toBe(200);
    const tooLarge = await client.post('/auth/token/', { email, password: 'x'.repeat(20_000) });
    expect([tooLarge.status, tooLarge.json()]).toEqual([413, { detail: 'Request body is too large.' }]);
    expect(origin).toBe(client.appUrl);
  });

  test('the app asks for the user of its visitor with the cookie that it received', async ({ oneOrigin }) => {
    const { client, anotherClient, app } = oneOrigin;
    const account = await registered(client);
    await visit(client, `/app/${account.id}`, await browserSession(client, account));
    const cookie = app.received.find(({ url }) => url === `/app/${account.id}`)?.headers.cookie;
    const me = await anotherClient().get('/auth/me/', { Cookie: cookie });
    expect(me.json()).toMatchObject({ id: account.id, email: account.email });
  });

  test('behind nginx each client has its own limits, whatever addresses it makes up', async ({ oneOrigin }) => {
    const [greedy, other] = [oneOrigin.anotherClient(), oneOrigin.anotherClient()];
    const post = async (client: Client, made: string) => {
      const path = `/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`;
      return (await client.post(path, { password: PASSWORD }, { 'X-Forwarded-For': made, 'X-Real-IP': made })).status;
    };
    for (let tries = 0; tries < 60; tries += 1) expect(await post(greedy, `203.0.113.${tries}, 10.0.0.1`)).toBe(400);
    for (const made of ['198.51.100.7', '198.51.100.7, 127.0.0.1', 'x', '', '::1']) {
      expect(await post(greedy, made), made).toBe(429);
    }
    expect(await post(other, '203.0.113.1')).toBe(400);
  });

  test.describe('in a browser', () => {
    test.use({ ignoreHTTPSErrors: true });

    const signIn = async (page: Page, email: string) => {
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };

    for (const path of ['/app/hello', '/app/search?q=C%2B%2B+%26+caf%C3%A9&page=2&from=/app/?a']) {
      test(`${path} is where a visitor lands after signing in first`, async ({ page, oneOrigin }) => {
        const { origin, client } = oneOrigin;
        const { email } = await registered(client);
        await page.goto(origin + path);
        await expect(page).toHaveURL(/\/login\/\?next=/);
        await signIn(page, email);
        await expect(page).toHaveURL(origin + path);
        await expect(page.getByRole('heading', { name: 'Hello from the app' })).toBeVisible();
      });
    }

    test('a script of the app gets an access token without ever seeing a longer-lived one', async ({
      page,
      oneOrigin,
    }) => {
      const { origin, client } = oneOrigin;
      const { email } = await registered(client);
      await page.goto(`${origin}/app/script`);
      await signIn(page, email);
      await expect(page.getByRole('heading', { name: 'Hello from the app' })).toBeVisible();
      const tokens = await page.evaluate<Tokens>(async () =>
        (await fetch('/auth/token/refresh/', { method: 'POST' })).json(),
      );
      expect(Object.keys(tokens)).toEqual(['access']);
      const me = await client.get('/auth/me/', { Authorization: `Bearer ${tokens.access}` });
      expect(me.json()).toMatchObject({ email });
    });
  });

  test('without JavaScript, too, a wrong password keeps the way back to the app', async ({ oneOrigin }) => {
    const { client } = oneOrigin;
    const { email } = await registered(client);
    const next = '/app/list?page=2&sort=name';
    const refused = await client.form('/auth/token/', { email, password: 'not the password', next });
    expect(refused.headers.location).toBe(`/login/?next=${encodeURIComponent(next)}`);
    const answer = await client.form('/auth/token/', { email, password: PASSWORD, next });
    expect(answer.headers.location).toBe(next);
    expect((await visit(client, next, sessionOf(client, answer))).status).toBe(200);
  });

  for (const status of [500, 503]) {
    test(`a Postern that answers ${status} signs no user out, and lets no visitor in`, async ({ nginxBefore }) => {
      const { client, app } = await nginxBefore({ status, headers: { 'Retry-After': '1' } });
      expectUnavailable(await visit(client, '/app/hello', 'a=b'));
      expect(app.received).toEqual([]);
    });
  }

  test('a Postern that has stopped signs no user out, and lets no visitor in', async ({ nginxBefore }) => {
    const { client, postern, app } = await nginxBefore(SIGNED_IN);
    expect((await visit(client, '/app/hello', 'a=b')).status).toBe(200);
    await postern.close();
    expectUnavailable(await visit(client, '/app/hello', 'a=b'));
    expect(app.received).toHaveLength(1);
  });

  function expectUnavailable({ status, headers, text }: Answer): void {
    expect([status, headers['retry-after'], headers.location]).toEqual([503, '5', undefined]);
    expect(text).not.toContain(APP);
  }

  test("Postern is asked with a visitor's cookie and address, and with nothing else of the request", async ({
    nginxBefore,
  }) => {
    const { client, postern, app } = await nginxBefore(SIGNED_IN);
    const headers = { Cookie: 'a=b', Authorization: 'Bearer x', 'X-Forwarded-For': '203.0.113.7' };
    await client.form('/app/hello', { name: 'Ada' }, headers);

    const [asked] = postern.received;
    expect(asked).toMatchObject({ method: 'GET', url: '/auth/me/', body: '' });
    const { host, connection, 'x-forwarded-for': address, ...rest } = asked?.headers ?? {};
    expect([rest, address]).toEqual([{ cookie: 'a=b' }, expect.stringMatching(/^127\./)]);
    // The connection is kept for the next request.
    expect(connection).toBeUndefined();
    expect(app.received).toMatchObject([{ method: 'POST', url: '/app/hello', body: 'name=Ada' }]);
  });

  test('what a client says of its own address reaches neither Postern nor the app', async ({ nginxBefore }) => {
    const { client, postern, app } = await nginxBefore(SIGNED_IN);
    const claims = {
      'X-Forwarded-For': '203.0.113.7',
      'X-Real-IP': '203.0.113.7',
      Forwarded: 'for=203.0.113.7',
      'X-Forwarded-Host': '203.0.113.7',
    };
    for (const path of ['/auth/me/', '/login/', '/', '/icon.svg', '/app/hello']) await client.get(path, claims);
    const all = [...postern.received, ...app.received];
    expect(all).toHaveLength(6);
    expect(JSON.stringify(all)).not.toContain('203.0.113.7');
    for (const { headers } of all) expect(headers['x-forwarded-for']).toMatch(/^127\.\d+\.\d+\.\d+$/);
  });

  test('the access log of nginx › tells the page of a mailed link, but never its token', async ({ oneOrigin }) => {
    const { client, accessLog } = oneOrigin;
    const token = 'SECRET'.repeat(7);
    const Referer = `${oneOrigin.origin}/reset-password/${token}/`;
    const pages = ['/reset-password/', '/auth/reset-password/', '/verify%2Demail/', '/undo-email-change/'];
    for (const page of pages) await client.get(`${page}${token}/?x=1`, { Referer });
    await client.get('/login/', { Referer });
    await expect.poll(accessLog).toContain(' GET /login/ ');
    const log = await accessLog();
    for (const page of pages) expect(log).toContain(` GET ${decodeURIComponent(page)}-/ `);
    expect(log).not.toContain('SECRET');
  });

  for (const status of [401, 500]) {
    test(`an app's own ${status} reaches its visitor`, async ({ nginxBefore }) => {
      const { client } = await nginxBefore(SIGNED_IN, { status, body: 'by the app' });
      const answer = await visit(client, '/app/hello', 'a=b');
      expect([answer.status, answer.text]).toEqual([status, 'by the app']);
    });
  }

  test('no spelling of a path gets around the authentication', async ({ nginxBefore }) => {
    const { client, app } = await nginxBefore(SIGNED_OUT);
    const spellings = [
      '/app/../app/x',
      '//app/x',
      '/%61pp/x',
      '/app/%2e%2e/app/x',
      '/auth/..%2fapp/x',
      '/APP/x',
      '/app',
    ];
    for (const path of spellings) expect((await visit(client, path)).status, path).not.toBe(200);
    expect((await client.get('/.signed-in')).status).toBe(404);
    expect(app.received).toEqual([]);
  });
});
