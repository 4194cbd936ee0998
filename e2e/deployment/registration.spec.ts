import { availableParallelism } from 'node:os';
import { PASSWORD, UNKNOWN_RESET_TOKEN, uniqueEmail } from '../fixtures/accounts';
import { Client, FORM_RESULT_TYPE, HTML } from '../fixtures/client';
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

    test('costs no hash, so it answers the same while the hash queue is full', async ({ sharedServerWith }) => {
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
