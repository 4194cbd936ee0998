import { setTimeout as pause } from 'node:timers/promises';
import { bearer, browserSession, PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { Client, type HeaderFields, HTML } from '../fixtures/client';
import { type Installation, test as installed } from '../fixtures/installation';
import { expect, test } from '../fixtures/test';

const PATH = '/auth/forward/';
const APP = '/grafana/d/1?from=now-1h&to=now';
/** Every client of the tests connects from this machine. */
const BEHIND_PROXY = { TRUSTED_PROXIES: '127.0.0.0/8' };

/** What Caddy and Traefik send beside the headers of the visitor. */
const forwarded = (client: Client, more: HeaderFields = {}): HeaderFields => ({
  Accept: HTML,
  'X-Forwarded-For': '203.0.113.7',
  'X-Forwarded-Method': 'GET',
  'X-Forwarded-Proto': 'http',
  'X-Forwarded-Host': new URL(client.appUrl).host,
  'X-Forwarded-Uri': APP,
  ...more,
});

test.describe('forward authentication behind a trusted proxy', { tag: '@any-database' }, () => {
  test('leads a browser without a session to sign in, and back', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(BEHIND_PROXY)).baseUrl);
    const stale = { Cookie: `${client.sessionCookie}=${'A'.repeat(43)}` };
    for (const more of [{}, stale, { 'X-Forwarded-Method': 'POST' }, { Authorization: 'Bearer x' }]) {
      const { status, headers, setCookies, text } = await client.get(PATH, forwarded(client, more));
      expect([status, headers.location]).toEqual([303, `/login/?next=${encodeURIComponent(APP)}`]);
      expect([headers['cache-control'], setCookies, text]).toEqual(['no-store', [], '']);
    }
    const { email, password } = await registered(client);
    const signedIn = await client.form('/auth/token/', { email, password, next: APP });
    expect(signedIn.headers.location).toBe(APP);
  });

  test('is a 401 where the page is not one of APP_URL, and for what is no browser', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(BEHIND_PROXY)).baseUrl);
    const others: HeaderFields[] = [
      { 'X-Forwarded-Host': 'grafana.example.com' },
      { 'X-Forwarded-Host': `${new URL(client.appUrl).host}.evil.example` },
      { 'X-Forwarded-Host': [new URL(client.appUrl).host, 'evil.example'] },
      { 'X-Forwarded-Host': undefined },
      { 'X-Forwarded-Uri': undefined },
      { 'X-Forwarded-Proto': 'wss' },
      { Accept: 'application/json' },
      { Accept: '*/*' },
      { Accept: undefined },
    ];
    for (const more of others) {
      const { status, headers } = await client.get(PATH, forwarded(client, more));
      expect([status, headers.location], JSON.stringify(more)).toEqual([401, undefined]);
      expect(headers['www-authenticate']).toBe('Bearer realm="api"');
    }
  });

  test('leads to no page that is not a path of this origin', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(BEHIND_PROXY)).baseUrl);
    const pages = ['//evil.example/', 'https://evil.example/', '/\\evil.example', '/%2f/evil.example', '', 'x'];
    for (const page of [...pages, `/${'a'.repeat(2000)}`]) {
      const { status, headers } = await client.get(PATH, forwarded(client, { 'X-Forwarded-Uri': page }));
      expect([status, headers.location], page).toEqual([303, '/login/']);
    }
    const host = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' };
    expect((await client.get(PATH, forwarded(client, host))).status).toBe(421);
  });

  test('believes only a trusted proxy', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ TRUSTED_PROXIES: '192.0.2.1' })).baseUrl);
    const { status, headers } = await client.get(PATH, forwarded(client));
    expect([status, headers.location]).toEqual([401, undefined]);
  });

  test('counts as a use of the session by cookie', async ({ sharedServerWith }) => {
    // The last use is kept to a hundredth of that.
    const { baseUrl } = await sharedServerWith({ ...BEHIND_PROXY, REFRESH_TOKEN_SECONDS: '100' });
    const client = new Client(baseUrl);
    const Cookie = await browserSession(client, await registered(client));
    const lastUse = async () => {
      const [session] = (await client.get('/auth/sessions/', { Cookie })).json<{ last_seen_at: string }[]>();
      return Date.parse(session?.last_seen_at ?? '');
    };
    const before = await lastUse();
    await pause(1_100);
    expect((await client.get(PATH, forwarded(client, { Cookie }))).setCookies).toEqual([]);
    expect(await lastUse()).toBeGreaterThan(before);
  });
});

installed.describe('the identity that forward authentication gives to apps', { tag: '@any-database' }, () => {
  const SETTINGS = {
    USER_FIELDS: JSON.stringify({ name: { type: 'text', label: 'Name', maxLength: 200 } }),
    ROLES: 'editor,admin,staff',
    RATE_LIMITS: 'off',
  };

  const userNamed = async ({ client }: Installation, name?: string) => {
    const body = { email: uniqueEmail(), password: PASSWORD, ...(name !== undefined && { name }) };
    const { status, text } = await client.post('/auth/register/', body);
    expect(status, text).toBe(201);
    const { access } = (await client.post('/auth/token/', body)).json<{ access: string }>();
    return { email: body.email, access };
  };

  installed('has the name and the roles of the user, as of now', async ({ installed: start }) => {
    const installation = await start(SETTINGS);
    const { client, users } = installation;
    const { email, access } = await userNamed(installation, 'Ada Lovelace');
    const ask = (query = '') => client.get(PATH + query, bearer({ access }));
    expect((await ask()).headers).toMatchObject({ 'remote-name': 'Ada Lovelace', 'remote-groups': '' });
    expect((await ask('?role=admin')).status).toBe(403);

    expect((await users('roles', email, 'staff,admin')).code).toBe(0);
    const admin = await ask('?role=admin');
    expect([admin.status, admin.headers['remote-groups']]).toEqual([200, 'admin,staff']);
    expect((await ask('?role=editor')).status).toBe(403);
    expect((await ask('?role=admin&role=editor')).status).toBe(403);

    expect((await users('roles', email, 'editor')).code).toBe(0);
    expect((await ask('?role=admin')).status).toBe(403);
    expect((await client.get(`${PATH}?role=admin`)).status).toBe(401);
  });

  installed('cannot add a header, and decodes to what was stored', async ({ installed: start }) => {
    const installation = await start(SETTINGS);
    const names = [
      'Zoë',
      '東京 太郎',
      '😀, %2C and 100%',
      'Ada\r\nRemote-Groups: admin',
      'Ada\nSet-Cookie: a=b',
      'a\u0085b\u2028c',
    ];
    for (const name of names) {
      const { access } = await userNamed(installation, name);
      const me = await installation.client.get('/auth/me/', bearer({ access }));
      const { status, headers, setCookies } = await installation.client.get(PATH, bearer({ access }));
      expect(status).toBe(200);
      expect(headers['remote-name']).toMatch(/^[\x20-\x7e]+$/);
      expect(decodeURIComponent(headers['remote-name'] ?? '')).toBe(me.json<{ name: string }>().name);
      expect([headers['remote-groups'], setCookies]).toEqual(['', []]);
    }
    const nameless = await userNamed(installation);
    const { headers } = await installation.client.get(PATH, bearer(nameless));
    expect(headers['remote-name']).toBe('');
  });
});
