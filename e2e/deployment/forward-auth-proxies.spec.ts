import { parse } from 'yaml';
import { type Account, browserSession, PASSWORD, registered, sessionOf, signedIn } from '../fixtures/accounts';
import { startCaddy } from '../fixtures/caddy';
import { Client, type HeaderFields, HTML } from '../fixtures/client';
import { command } from '../fixtures/commands';
import { freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { guideBlock } from '../fixtures/guide';
import { startForwardAuthNginx } from '../fixtures/nginx';
import { startServer, type TestServer } from '../fixtures/server';
import { test as base, expect } from '../fixtures/test';
import { startUpstream, type Upstream } from '../fixtures/upstream';

/** The guide's configuration of a proxy, in front of Postern and of an app for users with the role admin. */
type Standing = { client: Client; postern: TestServer; app: Upstream };

const PROXIES = { nginx: startForwardAuthNginx, caddy: startCaddy };
type ProxyName = keyof typeof PROXIES;

const SETTINGS = {
  TRUSTED_PROXIES: '127.0.0.1',
  USER_FIELDS: JSON.stringify({ name: { type: 'text', label: 'Name', maxLength: 80 } }),
  ROLES: 'admin,editor',
};

const test = base.extend<object, { standing: (proxy: ProxyName) => Promise<Standing> }>({
  standing: [
    async ({ database }, use) => {
      const started = new Map<ProxyName, Promise<Standing & { end(): Promise<void> }>>();
      const start = async (name: ProxyName) => {
        const port = await freePort();
        const settings = { ...SETTINGS, APP_URL: `https://localhost:${port}` };
        const postern = await startServer({ ...(await freshDatabase(database)), ...settings });
        const app = await startUpstream({ status: 200, headers: { 'Content-Type': 'text/html' }, body: 'the app' });
        const proxy = await PROXIES[name](port, { postern: postern.baseUrl, app: app.baseUrl });
        const end = async () => {
          await proxy.remove();
          await app.close();
          await postern.kill();
        };
        return { client: proxy.client, postern, app, end };
      };
      await use((name) => {
        const standing = started.get(name) ?? start(name);
        started.set(name, standing);
        return standing;
      });
      for (const standing of started.values()) await (await standing).end();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

const visit = (client: Client, path: string, headers: HeaderFields = {}) =>
  client.get(path, { Accept: HTML, ...headers });

async function makeAdmin({ postern }: Standing, { email }: Account): Promise<void> {
  const { code, stderr } = await command('users', ['roles', email, 'admin,editor'], postern.settings);
  expect(code, stderr).toBe(0);
}

/** What the app was sent last at a path. */
const receivedAt = ({ app }: Standing, path: string) => app.received.filter(({ url }) => url === path);

for (const name of ['nginx', 'caddy'] as const) {
  test.describe(`forward authentication by ${name}`, { tag: ['@any-database', '@slow'] }, () => {
    test('tells the app who its visitor is, whatever the visitor claims to be', async ({ standing }) => {
      const there = await standing(name);
      const { client } = there;
      const account = await registered(client);
      await makeAdmin(there, account);
      const Cookie = await browserSession(client, account);
      expect((await client.form('/auth/me/', { name: 'Zoë, “admin”' }, { Cookie })).status).toBe(303);
      const claims = {
        'Remote-User': 'root',
        'remote-email': 'root@example.com',
        'Remote-Name': 'root',
        'Remote-Groups': 'root',
        Remote_User: 'root',
        Remote_Groups: 'root',
      };
      const path = `/app/${account.id}?a=1`;
      const answer = await visit(client, path, { Cookie, ...claims });
      expect([answer.status, answer.text]).toEqual([200, 'the app']);

      const [received] = receivedAt(there, path);
      const { headers = {} } = received ?? {};
      expect(headers).toMatchObject({
        'remote-user': account.id,
        'remote-email': account.email,
        'remote-groups': 'admin,editor',
        cookie: Cookie,
      });
      expect(decodeURIComponent(`${headers['remote-name']}`)).toBe('Zoë, “admin”');
      expect(JSON.stringify(headers)).not.toContain('root');
    });

    test('tells the app nothing of a name that the user does not have', async ({ standing }) => {
      const there = await standing(name);
      const account = await registered(there.client);
      await makeAdmin(there, account);
      const Cookie = await browserSession(there.client, account);
      const path = `/app/${account.id}`;
      await visit(there.client, path, { Cookie, 'Remote-Name': 'root' });
      const [received] = receivedAt(there, path);
      expect(received?.headers['remote-user']).toBe(account.id);
      expect(received?.headers['remote-name'] ?? '').toBe('');
    });

    test('leads a signed-out visitor to sign in, and back', async ({ standing }) => {
      const there = await standing(name);
      const { client } = there;
      const path = '/app/list?page=2&sort=name';
      const stale = { Cookie: `${client.sessionCookie}=${'A'.repeat(43)}` };
      for (const headers of [{}, stale]) {
        const { status, headers: answered } = await visit(client, path, headers);
        const location = answered.location ?? '';
        expect([status, location]).toEqual([303, expect.stringMatching(/^\/login\/\?next=/)]);
        expect((await visit(client, location)).text).toContain('name="next" value="/app/list?page=2&amp;sort=name"');
      }
      const account = await registered(client);
      await makeAdmin(there, account);
      const fields = { email: account.email, password: PASSWORD, next: path };
      const answer = await client.form('/auth/token/', fields);
      expect(answer.headers.location).toBe(path);
      expect((await visit(client, path, { Cookie: sessionOf(client, answer) })).text).toBe('the app');
      expect(receivedAt(there, path)).toHaveLength(1);
    });

    test('lets no user in without the role', async ({ standing }) => {
      const there = await standing(name);
      const account = await registered(there.client);
      const Cookie = await browserSession(there.client, account);
      const path = `/app/${account.id}`;
      expect((await visit(there.client, path, { Cookie, 'Remote-Groups': 'admin' })).status).toBe(403);
      expect(receivedAt(there, path)).toEqual([]);
    });

    test('asks by GET about a form, and an access token will do', async ({ standing }) => {
      const there = await standing(name);
      const { client } = there;
      const account = await signedIn(client);
      await makeAdmin(there, account);
      const path = `/app/${account.id}`;
      const Authorization = `Bearer ${account.access}`;
      expect((await client.form(path, { a: 'b' }, { Authorization })).status).toBe(200);
      expect(receivedAt(there, path)).toMatchObject([
        { method: 'POST', body: 'a=b', headers: { 'remote-user': account.id } },
      ]);
      expect((await client.post(path, {}, { Authorization: 'Bearer x' })).status).not.toBe(200);
      expect(receivedAt(there, path)).toHaveLength(1);
    });

    test('counts each visitor by an own address', async ({ standing }) => {
      const { client } = await standing(name);
      const Cookie = await browserSession(client, await registered(client));
      const [session] = (await client.get('/auth/sessions/', { Cookie })).json<{ address: string }[]>();
      expect(session?.address).toMatch(/^127\.\d+\.\d+\.\d+$/);
      expect(session?.address).not.toBe('127.0.0.1');
    });

    for (const status of [500, 503, null]) {
      test(`lets nobody in where Postern ${status === null ? 'has stopped' : `answers ${status}`}`, async () => {
        const [postern, app] = await Promise.all([
          startUpstream({ status: status ?? 200 }),
          startUpstream({ status: 200 }),
        ]);
        const proxy = await PROXIES[name](await freePort(), { postern: postern.baseUrl, app: app.baseUrl });
        if (status === null) await postern.close();
        const answer = await visit(proxy.client, '/app/hello', { Cookie: 'a=b' });
        expect(answer.status).toBeGreaterThanOrEqual(500);
        expect(app.received).toEqual([]);
        await Promise.all([proxy.remove(), postern.close(), app.close()]);
      });
    }
  });
}

test.describe('forward authentication by traefik', { tag: ['@any-database', '@slow'] }, () => {
  type Middlewares = { [name: string]: { headers?: { customRequestHeaders: object }; forwardAuth?: ForwardAuth } };
  type ForwardAuth = { address: string; authResponseHeaders: string[] };
  type Router = { rule: string; service: string; middlewares?: string[] };
  type Dynamic = { http: { routers: Record<string, Router>; middlewares: Middlewares; services: object } };

  const parsed = async <Shape>(begin: string): Promise<Shape> =>
    parse(await guideBlock('integration/forward-authentication.md', 'yaml', begin), { strict: true });

  test('is configured with the names of Traefik, and replaces what a visitor claims to be', async () => {
    const { http } = await parsed<Dynamic>('http:');
    const { app, postern } = http.routers;
    expect(app).toMatchObject({ rule: 'Host(`example.com`) && PathPrefix(`/app/`)', service: 'app' });
    expect(postern).toMatchObject({ rule: 'Host(`example.com`)', service: 'postern' });
    expect(postern).not.toHaveProperty('middlewares');
    expect(Object.keys(http.services).sort()).toEqual(['app', 'postern']);

    const [first, last] = (app?.middlewares ?? []).map((name) => http.middlewares[name]);
    const names = ['Remote-User', 'Remote-Email', 'Remote-Name', 'Remote-Groups'];
    const emptied = names.map((name) => [name.replace('-', '_'), '']);
    expect(first).toEqual({ headers: { customRequestHeaders: Object.fromEntries(emptied) } });
    // Traefik resolves `Location` against the address, and sends its host.
    expect(last).toEqual({
      forwardAuth: { address: 'https://example.com/auth/forward/?role=admin', authResponseHeaders: names },
    });
    expect(await parsed('entryPoints:')).toEqual({
      entryPoints: { websecure: { address: ':443', forwardedHeaders: { trustedIPs: [expect.any(String)] } } },
    });
  });

  test('leads a signed-out visitor to sign in when Traefik asks through itself', async ({ sharedServerWith }) => {
    const settings = { APP_URL: 'https://localhost', TRUSTED_PROXIES: '127.0.0.0/8,172.18.0.2' };
    const client = new Client((await sharedServerWith({ ...SETTINGS, ...settings })).baseUrl);
    const { status, headers } = await client.get('/auth/forward/?role=admin', {
      Host: 'localhost',
      Accept: HTML,
      'X-Forwarded-For': '203.0.113.7, 172.18.0.2',
      'X-Forwarded-Host': 'localhost',
      'X-Forwarded-Method': 'GET',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Server': 'traefik',
      'X-Forwarded-Uri': '/app/x?y=1',
      'X-Real-Ip': '203.0.113.7',
    });
    const location = new URL(headers.location ?? '', 'https://example.com/auth/forward/?role=admin');
    expect([status, location.href]).toEqual([303, 'https://example.com/login/?next=%2Fapp%2Fx%3Fy%3D1']);
  });
});
