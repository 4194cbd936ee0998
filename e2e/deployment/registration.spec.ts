import { availableParallelism } from 'node:os';
import {
  bearer,
  PASSWORD,
  redeemLink,
  registered,
  sessionOf,
  signedIn,
  tokenTo,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
  uniqueWord,
} from '../fixtures/accounts';
import { Client, FORM_RESULT_TYPE, findCookie, HTML } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

const CLOSED = { detail: 'Registration is closed.', code: 'registration_closed' };

/** More than the hash queue takes, which is 21 for each core. */
const FLOOD_CLIENTS = 32 * availableParallelism();

for (const [mode, howToJoin] of [
  ['invited', 'You need an invitation to create an account.'],
  ['closed', 'You cannot create an account here yourself.'],
] as const) {
  test.describe(`REGISTRATION=${mode}`, { tag: '@any-database' }, () => {
    const SETTINGS = { REGISTRATION: mode, HIDE_UNKNOWN_EMAILS: 'true' };

    test('refuses everybody who registers by themselves, whatever they send', async ({ sharedServerWith }) => {
      const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
      for (const body of [{ email: uniqueEmail(), password: PASSWORD }, { email: 'no email' }, {}, []]) {
        const answer = await client.post('/auth/register/', body);
        expect([answer.status, answer.json(), answer.setCookies]).toEqual([403, CLOSED, []]);
      }
      const malformed = await client.json('/auth/register', '{');
      expect([malformed.status, malformed.json()]).toEqual([403, CLOSED]);
      const fields = { email: uniqueEmail(), password: PASSWORD };
      const curl = await client.formEncodedApiPost('/auth/register/', fields);
      expect([curl.status, curl.json()]).toEqual([403, CLOSED]);
      const script = await client.enhancedForm('/auth/register/', fields);
      expect([script.status, script.json()]).toEqual([403, CLOSED]);
      const text = await client.request('POST', '/auth/register/', {
        headers: { 'Content-Type': 'text/plain' },
        body: '{}',
      });
      expect(text.status).toBe(415);
    });

    test('leads a form back to its page, which says so, and links to it from nowhere', async ({ sharedServerWith }) => {
      const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
      const fields = { email: uniqueEmail(), password: PASSWORD };
      const plain = await client.form('/auth/register/', fields);
      expect([plain.status, plain.headers.location]).toEqual([303, '/register/']);
      const result = await client.pageForm('/auth/register/', fields);
      expect([result.status, result.headers['content-type']]).toEqual([403, FORM_RESULT_TYPE]);
      expect(result.json()).toMatchObject({ kind: 'error', form: 'register', ...{ code: CLOSED.code, body: CLOSED } });
      const page = await client.get('/register/', { Accept: HTML });
      expect(page.status).toBe(200);
      expect(page.text).toContain('Registration is closed');
      expect(page.text).toContain(howToJoin);
      expect(page.text).not.toContain('<form');
      for (const path of [
        '/login/',
        '/forgot-password/',
        '/verify-email/',
        `/reset-password/${UNKNOWN_RESET_TOKEN}/`,
      ]) {
        const { status, text } = await client.get(path, { Accept: HTML });
        expect([path, status, text.includes('/register/')]).toEqual([path, 200, false]);
      }
    });

    test('costs no hash, so it answers the same while the hash queue is full', { tag: '@slow' }, async ({
      sharedServerWith,
    }) => {
      const { baseUrl } = await sharedServerWith(SETTINGS);
      const guess = () => new Client(baseUrl).post('/auth/token/', { email: uniqueEmail(), password: PASSWORD });
      const flood = Promise.all(Array.from({ length: FLOOD_CLIENTS }, guess));
      const refused: number[] = [];
      let isOver = false;
      void flood.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        const fields = { email: uniqueEmail(), password: PASSWORD };
        refused.push((await new Client(baseUrl).post('/auth/register/', fields)).status);
        refused.push((await new Client(baseUrl).enhancedForm('/auth/register/', fields)).status);
      }
      expect((await flood).map(({ status }) => status)).toContain(503);
      expect([...new Set(refused)]).toEqual([403]);
    });

    test('counts no refusal against the address', async ({ sharedServerWith }) => {
      const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
      const statuses = new Set<number>();
      for (let tries = 0; tries < 70; tries += 1) statuses.add((await client.post('/auth/register/', {})).status);
      expect([...statuses]).toEqual([403]);
    });
  });
}

test.describe('REGISTRATION_DOMAINS', { tag: '@any-database' }, () => {
  const SETTINGS = { REGISTRATION_DOMAINS: 'Example.com, bücher.example' };
  const OTHER_DOMAIN = { email: ['Registration is not open to addresses of this domain.'] };
  const at = (domain: string) => `${uniqueWord()}@${domain}`;

  test('lets addresses of these domains register, in every spelling, and no others', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const register = (email: string) => client.post('/auth/register/', { email, password: PASSWORD });
    for (const domain of ['example.com', 'EXAMPLE.COM', 'bücher.example', 'BÜCHER.example', 'xn--bcher-kva.example']) {
      expect([domain, (await register(at(domain))).status]).toEqual([domain, 201]);
    }
    for (const domain of ['example.org', 'mail.example.com', 'myexample.com', 'bucher.example']) {
      const { status, json } = await register(at(domain));
      expect([domain, status, json()]).toEqual([domain, 400, OTHER_DOMAIN]);
    }
    const both = await client.post('/auth/register/', { email: at('example.org'), password: 'kq7-wzp' });
    const sentence = 'This password is too short. It must contain at least 8 characters.';
    expect([both.status, both.json()]).toEqual([400, { ...OTHER_DOMAIN, password: [sentence] }]);
  });

  test('tells a form beside its field, and keeps what was typed', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const email = at('example.org');
    const plain = await client.form('/auth/register/', { email, password: PASSWORD });
    expect([plain.status, plain.headers.location]).toEqual([303, '/register/']);
    const [flash = ''] = plain.setCookies
      .filter((line) => line.startsWith('postern_flash='))
      .map((line) => line.split(';')[0]);
    const { text } = await client.get('/register/', { Accept: HTML, Cookie: flash });
    expect(text).toContain('Registration is not open to addresses of this domain.');
    expect(text).toContain(`value="${email}"`);
    const script = await client.pageForm('/auth/register/', { email, password: PASSWORD });
    expect([script.status, script.json()]).toMatchObject([400, { code: 'invalid_fields', body: OTHER_DOMAIN }]);
  });

  test('lets no account change to an address of another domain', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const owner = await signedIn(client);
    const change = (email: string) =>
      client.post('/auth/change-email/', { email, password: owner.password }, bearer(owner));
    for (const domain of ['example.org', 'mail.example.com']) {
      const { status, json } = await change(at(domain));
      expect([status, json()]).toEqual([400, OTHER_DOMAIN]);
    }
    const next = at('Bücher.example');
    expect((await change(next)).status).toBe(200);
  });

  test('holds for a change that was asked for before it was set, and leaves its link good', { tag: '@slow' }, async ({
    serverWith,
  }) => {
    const server = await serverWith();
    const client = new Client(server.baseUrl);
    const owner = await signedIn(client, await registered(client, { email: at('example.org') }));
    const email = at('example.net');
    await client.post('/auth/change-email/', { email, password: owner.password }, bearer(owner));
    const token = await tokenTo(client, email, 'change-email');
    const limited = await server.restart({ REGISTRATION_DOMAINS: 'example.com' });
    const refused = await redeemLink(client, 'change-email', token);
    expect([refused.status, refused.json()]).toEqual([400, OTHER_DOMAIN]);
    await signedIn(client, owner);
    const open = await limited.restart({ REGISTRATION_DOMAINS: '' });
    expect((await redeemLink(client, 'change-email', token)).status).toBe(200);
    await open.stop();
  });
});

test.describe('REGISTER_SIGNS_IN', { tag: '@any-database' }, () => {
  const SETTINGS = { REGISTER_SIGNS_IN: 'true' };

  test('gives an API client that registers the tokens of a session beside the account', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const fields = { email: uniqueEmail(), password: PASSWORD };
    const answer = await client.post('/auth/register/', fields);
    const { refresh, access, ...account } = answer.json<Record<string, string>>();
    expect([answer.status, answer.headers.location, answer.setCookies]).toEqual([201, '/auth/me/', []]);
    expect(Object.keys(account)).toEqual(['id', 'email', 'email_verified', 'created_at']);
    expect((await client.get('/auth/me/', bearer({ access: access ?? '' }))).json()).toEqual(account);
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(200);
    const sessions = await client.get('/auth/sessions/', bearer({ access: access ?? '' }));
    expect(sessions.json()).toMatchObject([{ current: true }]);
    const again = await client.post('/auth/register/', fields);
    expect(again.json()).toEqual({ email: ['user with this email already exists.'] });
  });

  test('leaves browsers with their cookie, and no token in a body', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const answer = await client.enhancedForm('/auth/register/', { email: uniqueEmail(), password: PASSWORD });
    expect(Object.keys(answer.json())).toEqual(['id', 'email', 'email_verified', 'created_at']);
    const Cookie = sessionOf(client, answer);
    expect((await client.get('/auth/me/', { Cookie })).json()).toEqual(answer.json());
  });
});

test.describe('TERMS_VERSION', { tag: '@any-database' }, () => {
  const SETTINGS = { TERMS_VERSION: '2026-11', TERMS_URL: 'https://example.com/terms' };
  const REFUSED = { terms_version: ['Accept the current terms to continue.'] };

  test('must be accepted by who registers, by JSON or a form', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    for (const terms of [{}, { terms_version: null }, { terms_version: '2025-01' }, { terms_version: true }]) {
      const answer = await client.post('/auth/register/', { email: uniqueEmail(), password: PASSWORD, ...terms });
      expect([answer.status, answer.json()]).toEqual([400, REFUSED]);
    }
    const all = await client.post('/auth/register/', {});
    const required = ['This field is required.'];
    expect(all.json()).toEqual({ email: required, password: required, ...REFUSED });
    const script = await client.pageForm('/auth/register/', { email: uniqueEmail(), password: PASSWORD });
    expect(script.json()).toMatchObject({ code: 'invalid_fields', body: REFUSED });
  });

  test('and when it was accepted is told by register, me and the export', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const fields = { email: uniqueEmail(), password: PASSWORD, terms_version: '2026-11' };
    const answer = await client.post('/auth/register/', fields);
    const account = answer.json<{ id: string; created_at: string }>();
    const accepted = { terms_version: '2026-11', terms_accepted_at: account.created_at };
    expect([answer.status, account]).toMatchObject([201, accepted]);
    const owner = await signedIn(client, { id: account.id, ...fields });
    expect((await client.get('/auth/me/', bearer(owner))).json()).toEqual(account);
    const exported = await client.get('/auth/me/export/', bearer(owner));
    expect(exported.json()).toMatchObject({ account: accepted });
  });

  test('is accepted on the page, whose box is as it was left after an error', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const box = async (headers: Record<string, string>) => {
      const { text } = await client.get('/register/', { Accept: HTML, ...headers });
      return { box: /<input[^>]*name="terms_version"[^>]*>/.exec(text)?.[0] ?? '', text };
    };
    const first = await box({});
    expect(first.box).toContain('value="2026-11"');
    expect(first.box).not.toContain('checked');
    expect(first.text).toContain('<a href="https://example.com/terms" target="_blank" rel="noreferrer">terms</a>');
    for (const isAccepted of [true, false]) {
      const plain = await client.form('/auth/register/', {
        email: uniqueEmail(),
        password: 'short',
        ...(isAccepted && { terms_version: '2026-11' }),
      });
      const Cookie = `${client.flashCookie}=${findCookie(plain, client.flashCookie)?.value}`;
      const again = await box({ Cookie });
      expect(again.box.includes('checked=""')).toBe(isAccepted);
      expect(again.text.includes('Accept the current terms to continue.')).toBe(!isAccepted);
      expect(again.box.includes('aria-describedby="terms_version-error"')).toBe(!isAccepted);
    }
  });
});
