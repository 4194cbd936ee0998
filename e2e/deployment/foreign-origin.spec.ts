import { mailbox, PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { PUBLIC_HOST } from '../fixtures/certificate';
import { type Answer, Client, type HeaderFields, HTML, OTHER_ORIGIN } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { type Nginx, startBareNginx } from '../fixtures/nginx';
import { startServer, type TestServer } from '../fixtures/server';
import { test as base, expect } from '../fixtures/test';

/** Where people reach a server that still believes it is on this machine only. */
const PUBLIC = `https://${PUBLIC_HOST}`;
const LISTED = 'https://app.example.com';
const MAILBOX_PATHS = ['/mailbox/', '/mailbox', '/mailbox/messages/', '/mailbox/messages'];

type TestFixtures = {
  /** A bare nginx in front of a server; ended with the test. */
  bareNginx: (server: TestServer, http: '1.0' | '1.1') => Promise<Nginx>;
};

const test = base.extend<TestFixtures, { refusing: Client }>({
  /** A server whose mailbox no test needs. */
  refusing: [
    async ({ database }, use) => {
      const server = await startServer({ ...(await freshDatabase(database)), CORS_ORIGINS: LISTED });
      await use(new Client(server.baseUrl));
      await server.kill();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from the pattern
  bareNginx: async ({}, use) => {
    const started: Nginx[] = [];
    await use(async (server, http) => {
      const nginx = await startBareNginx(await freePort(), server.baseUrl, http);
      started.push(nginx);
      return nginx;
    });
    await Promise.all(started.map((nginx) => nginx.remove()));
  },
});

test.use({
  ignoreHTTPSErrors: true,
  launchOptions: async ({ launchOptions }, use) => {
    const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${PUBLIC_HOST} 127.0.0.1`];
    await use({ ...launchOptions, args });
  },
});

test.describe('foreign origin', { tag: '@any-database' }, () => {
  const REFUSED = { status: 421, detail: expect.stringContaining('Set APP_URL') };

  const refusalOf = (answer: Answer) => ({
    status: answer.status,
    detail: answer.json<{ detail?: string }>().detail,
  });

  /** The lines by which the log says that the mailbox was closed. */
  const closings = (server: TestServer) =>
    server
      .logs()
      .split('\n')
      .filter((line) => line.includes('"event":"mailbox_closed"'))
      .map((line) => JSON.parse(line));

  const mailboxStatuses = (client: Client, headers: HeaderFields = {}) =>
    Promise.all(MAILBOX_PATHS.map(async (path) => (await client.get(path, headers)).status));

  const OPEN = MAILBOX_PATHS.map(() => 200);
  const CLOSED = MAILBOX_PATHS.map(() => 404);

  test.describe('behind an nginx that passes on neither Host nor address', () => {
    const headers = { Host: PUBLIC_HOST };

    test('the mailbox is not readable over HTTP/1.0, and closed on this machine after an attempt', async ({
      serverWith,
      bareNginx,
    }) => {
      const server = await serverWith();
      const [direct, { client }] = [new Client(server.baseUrl), await bareNginx(server, '1.0')];
      expect((await client.get('/login/', headers)).status).toBe(200);
      expect(await mailboxStatuses(direct)).toEqual(OPEN);
      expect(await mailboxStatuses(client, headers)).toEqual(CLOSED);
      expect(await mailboxStatuses(direct)).toEqual(CLOSED);
      expect(closings(server)).toMatchObject([
        { level: 'error', protocol: 'HTTP/1.0', msg: expect.stringMatching(/APP_URL.*TRUSTED_PROXIES/) },
      ]);
      const { baseUrl, kill } = await server.restart();
      expect(await mailboxStatuses(new Client(baseUrl))).toEqual(OPEN);
      await kill();
    });

    for (const http of ['1.0', '1.1'] as const) {
      test(`a form of a browser is told to set APP_URL, over HTTP/${http}, and the mailbox is closed`, async ({
        serverWith,
        bareNginx,
      }) => {
        const server = await serverWith();
        const [direct, { client }] = [new Client(server.baseUrl), await bareNginx(server, http)];
        const { email, password } = await registered(direct);
        const form = { ...headers, Origin: PUBLIC, 'Sec-Fetch-Site': 'same-origin' };
        const answer = await client.form('/auth/token/', { email, password }, form);
        expect(refusalOf(answer)).toEqual(REFUSED);
        expect(answer.setCookies).toEqual([]);
        expect(await mailboxStatuses(client, headers)).toEqual(CLOSED);
        expect(await mailboxStatuses(direct)).toEqual(CLOSED);
        expect(closings(server)).toMatchObject([{ level: 'error', origin: PUBLIC }]);
      });
    }

    test('the first page that a browser opens closes the mailbox over HTTP/1.1, too', async ({
      serverWith,
      bareNginx,
      page,
    }) => {
      const server = await serverWith();
      const { client } = await bareNginx(server, '1.1');
      const origin = client.baseUrl.replace('localhost', PUBLIC_HOST);
      await page.goto(`${origin}/login/`);
      await expect.poll(() => closings(server).length).toBe(1);
      expect(closings(server)).toMatchObject([{ level: 'error', origin }]);
      expect((await page.goto(`${origin}/mailbox/`))?.status()).toBe(404);
      await page.goto(`${origin}/login/`);
      await page.getByLabel('Email').fill(uniqueEmail());
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByText('Set APP_URL')).toBeVisible();
      expect(await mailboxStatuses(new Client(server.baseUrl))).toEqual(CLOSED);
    });
  });

  test.describe('while APP_URL is loopback, a request from a page of a foreign origin', () => {
    const FROM: HeaderFields[] = [
      { Origin: PUBLIC },
      { Referer: `${PUBLIC}/a?b=c` },
      { Origin: 'http://192.168.0.7:3000', 'Sec-Fetch-Site': 'same-origin' },
      { Origin: 'http://localhost.evil.example' },
      { Origin: 'tauri://localhost' },
      { Origin: 'null', Referer: `${PUBLIC}/` },
      { Origin: LISTED, Referer: `${PUBLIC}/` },
    ];
    for (const headers of FROM) {
      test(`is told to set APP_URL: ${JSON.stringify(headers)}`, async ({ refusing: client }) => {
        const account = { email: uniqueEmail(), password: PASSWORD };
        expect(refusalOf(await client.post('/auth/register/', account, headers))).toEqual(REFUSED);
        expect(refusalOf(await client.form('/auth/register/', account, headers))).toEqual(REFUSED);
        for (const path of ['/', '/login/', '/auth/me/', '/icon.svg', '/_next/static/x.js', ...MAILBOX_PATHS]) {
          expect(refusalOf(await client.get(path, headers)), path).toEqual(REFUSED);
        }
        // Nothing of it happened.
        expect((await client.post('/auth/token/', account)).status).toBe(401);
      });
    }

    test('is refused before everything else', async ({ refusing: client }) => {
      const headers = { Origin: PUBLIC };
      const answers = [
        await client.get('/auth/nothing/', headers),
        await client.get('/auth/%ff/', headers),
        await client.get('/auth/token/', headers),
        await client.request('PROPFIND', '/auth/token/', { headers }),
        await client.json('/auth/token/', 'x', { ...headers, 'Content-Type': 'text/plain' }),
        await client.form('/auth/token/', {}, { ...headers, 'Sec-Fetch-Site': 'cross-site' }),
        await client.json('/auth/token/', 'x'.repeat(20 * 1024), headers),
        await client.post('/auth/token/', {}, headers),
      ];
      expect(answers.map(refusalOf)).toEqual(answers.map(() => REFUSED));
    });

    test('is refused at its preflight, and is told of no origin that may read', async ({ refusing: client }) => {
      const headers = { Origin: PUBLIC, 'Access-Control-Request-Method': 'POST' };
      const preflight = await client.request('OPTIONS', '/auth/token/', { headers });
      expect(refusalOf(preflight)).toEqual(REFUSED);
      expect(preflight.headers).not.toHaveProperty('access-control-allow-origin');
    });

    test('for a page is told so in plain words, on one line', async ({ refusing: client }) => {
      const headers = { Referer: 'https://issues.example/1', Accept: HTML };
      for (const path of ['/', '/login/', '/mailbox/', '/nothing/']) {
        const { status, headers: answered, text } = await client.get(path, headers);
        expect([status, answered['content-type'], answered['cache-control']]).toEqual([
          421,
          'text/plain; charset=utf-8',
          'no-store',
        ]);
        expect(text).toMatch(/^[^{\n]*Set APP_URL[^\n]*\n$/);
      }
      expect(refusalOf(await client.get('/auth/me/', headers))).toEqual(REFUSED);
      const head = await client.request('HEAD', '/login/', { headers });
      expect([head.status, head.text]).toEqual([421, '']);
    });

    test('is answered about health', async ({ refusing: client }) => {
      for (const path of ['/health/live/', '/health/ready/', '/health/live', '/health/ready']) {
        expect((await client.get(path, { Origin: PUBLIC, Referer: `${PUBLIC}/` })).status, path).toBe(200);
      }
    });
  });

  test.describe('the mailbox', () => {
    test('is closed by one such request, whatever it asks for, and says so once', async ({ serverWith }) => {
      const server = await serverWith();
      const client = new Client(server.baseUrl);
      const { email } = await registered(client);
      expect(await mailbox(client, email)).toHaveLength(1);
      const signs = [{ Referer: `${PUBLIC}/reset-password/secret/?to=${email}` }, { Origin: 'http://192.0.2.7' }];
      await Promise.all([...signs, ...signs].map((headers) => client.get('/icon.svg', headers)));
      for (const headers of [{}, { 'Sec-Fetch-Site': 'none' }, client.sameOrigin(), { Host: 'localhost' }]) {
        expect(await mailboxStatuses(client, headers)).toEqual(CLOSED);
        for (const path of ['/mailbox/later/', '/mailbox/fail/', '/mailbox/expired-access/']) {
          expect((await client.post(path, { email, seconds: 60 }, headers)).status, path).toBe(404);
        }
      }
      expect(closings(server)).toHaveLength(1);
      expect(server.logs()).not.toContain('secret');
      // Everything else goes on for this machine.
      expect((await client.get('/login/')).status).toBe(200);
      expect((await client.post('/auth/reset-password/', { email })).status).toBe(200);
    });

    test('stays open for what says nothing of elsewhere', async ({ serverWith }) => {
      const server = await serverWith({ CORS_ORIGINS: `${LISTED},http://192.168.0.7:5173` });
      const client = new Client(server.baseUrl);
      const local: HeaderFields[] = [
        { Origin: OTHER_ORIGIN },
        { Origin: 'http://[::1]:5173', Referer: 'HTTP://LOCALHOST:5173/x' },
        { Origin: LISTED, Referer: `${LISTED}/page` },
        { Origin: 'http://192.168.0.7:5173' },
        { Origin: 'null' },
        { Referer: 'about:blank' },
        { Referer: '/login/' },
      ];
      for (const headers of local) {
        expect((await client.get('/auth/me/', headers)).status, JSON.stringify(headers)).toBe(401);
        expect((await client.get('/login/', { ...headers, Accept: HTML })).status, JSON.stringify(headers)).toBe(200);
        expect(await mailboxStatuses(client, headers)).toEqual(OPEN);
      }
      expect((await client.get('/login/', { Host: 'evil.example' })).status).toBe(421);
      expect((await client.get('/health/ready/', { Origin: PUBLIC })).status).toBe(200);
      for (const path of ['/health/ready/', '/login/', '/mailboxes/']) {
        expect(await client.raw(`GET ${path} HTTP/1.0\r\nHost: localhost\r\n\r\n`)).toMatch(
          /^HTTP\/1\.[01] (200|404) /,
        );
      }
      expect(await mailboxStatuses(client)).toEqual(OPEN);
      expect(closings(server)).toEqual([]);
    });
  });

  test.describe('while APP_URL is public', () => {
    const settings = { APP_URL: PUBLIC, TRUSTED_PROXIES: 'none', SMTP_URL: 'smtp://127.0.0.1:9' };

    test('a foreign Origin or Referer refuses nothing but a form', async ({ serverWith }) => {
      const client = new Client((await serverWith(settings)).baseUrl);
      const Host = PUBLIC_HOST;
      const elsewhere = { Host, Origin: 'https://evil.example', Referer: 'https://evil.example/' };
      expect((await client.get('/login/', elsewhere)).status).toBe(200);
      expect((await client.post('/auth/token/', {}, elsewhere)).status).toBe(400);
      const posted = async (headers: HeaderFields) =>
        (await client.form('/auth/token/', {}, { Host, Origin: undefined, ...headers })).status;
      expect(await posted({})).toBe(303);
      expect(await posted({ Origin: PUBLIC })).toBe(303);
      const wrong = ['https://evil.example', `${PUBLIC}.evil.example`, `${PUBLIC}:8443`, `http://${Host}`, 'null', ''];
      for (const Origin of wrong) {
        expect(await posted({ Origin }), Origin).toBe(403);
        expect(await posted({ Origin, 'Sec-Fetch-Site': undefined }), Origin).toBe(403);
      }
    });
  });
});
