import { ANOTHER_PASSWORD, PASSWORD, registered, sessionOf, signedIn } from '../fixtures/accounts';
import { type Answer, Client, type Fields, findCookie, HTML } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

const SETTINGS = { SESSION_COOKIE: 'ask' };
const KEPT = { keep_signed_in: 'true' };
const DAYS_90 = '7776000';

const maxAge = (client: Client, answer: Answer) => findCookie(answer, client.sessionCookie)?.attributes['max-age'];

/** The checkbox as the page has it. */
async function checkbox(client: Client, headers: Record<string, string> = {}): Promise<string> {
  const { text } = await client.get('/login/', { Accept: HTML, ...headers });
  return /<input[^>]*name="keep_signed_in"[^>]*>/.exec(text)?.[0] ?? '';
}

test.describe('SESSION_COOKIE=ask', { tag: '@any-database' }, () => {
  test('a checked box keeps the session for its full time, an unchecked one until the browser is closed', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const { email, password } = await registered(client);
    const posts: ((fields: Fields) => Promise<Answer>)[] = [
      (fields) => client.form('/auth/token/', fields),
      (fields) => client.enhancedForm('/auth/token/', fields),
      (fields) => client.pageForm('/auth/token/', fields),
    ];
    for (const post of posts) {
      expect(maxAge(client, await post({ email, password, ...KEPT }))).toBe(DAYS_90);
      const unkept = await post({ email, password });
      expect(findCookie(unkept, client.sessionCookie)).toEqual({
        value: expect.stringMatching(/^[\w-]{43}$/),
        attributes: { path: '/', httponly: '', samesite: 'Lax' },
      });
      const Cookie = sessionOf(client, unkept);
      expect((await client.get('/auth/me/', { Cookie })).json()).toMatchObject({ email });
    }
  });

  test('an unkept session lasts twelve hours, a kept one and that of an API client longer', async ({ database }) => {
    const settings = { ...(await freshDatabase(database)), ...SETTINGS };
    const server = await startServer(settings);
    const client = new Client(server.baseUrl);
    const { email, password } = await registered(client);
    await client.enhancedForm('/auth/token/', { email, password });
    await client.enhancedForm('/auth/token/', { email, password, ...KEPT });
    await client.post('/auth/token/', { email, password });
    await server.stop();
    const hours = await stored<{ hours: number }>(
      settings,
      'SELECT extract(epoch FROM absolute_expires_at - created_at)::int / 3600 AS hours FROM sessions ORDER BY id',
    );
    expect(hours).toEqual([{ hours: 12 }, { hours: 2160 }, { hours: 2160 }]);
  });

  test('a change of the password leaves the cookie of an unkept session without a Max-Age', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    for (const kept of [true, false]) {
      const { email, password } = await registered(client);
      const signIn = await client.enhancedForm('/auth/token/', { email, password, ...(kept && KEPT) });
      const fields = { current_password: PASSWORD, password: ANOTHER_PASSWORD };
      const changed = await client.enhancedForm('/auth/change-password/', fields, {
        Cookie: sessionOf(client, signIn),
      });
      expect([changed.status, maxAge(client, changed) !== undefined]).toEqual([200, kept]);
    }
  });

  test('the page has the box, checked at first, and as it was left after a wrong password', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const { email } = await registered(client);
    expect(await checkbox(client)).toContain('checked=""');
    const { text } = await client.get('/login/', { Accept: HTML });
    expect(text).toMatch(/<label[^>]*><input[^>]*name="keep_signed_in"[^>]*\/>Keep me signed in<\/label>/);
    for (const kept of [true, false]) {
      const wrong = await client.form('/auth/token/', { email, password: 'not the password', ...(kept && KEPT) });
      const Cookie = `${client.flashCookie}=${findCookie(wrong, client.flashCookie)?.value}`;
      expect((await checkbox(client, { Cookie })).includes('checked')).toBe(kept);
    }
  });

  test('an API client is asked for nothing', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const { refresh } = await signedIn(client);
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(200);
  });
});

test.describe('SESSION_COOKIE=keep', { tag: '@any-database' }, () => {
  test('is the default: there is no box, and a session is kept without it', async ({ server }) => {
    const client = new Client(server.baseUrl);
    const { email, password } = await registered(client);
    expect(await checkbox(client)).toBe('');
    expect(maxAge(client, await client.enhancedForm('/auth/token/', { email, password }))).toBe(DAYS_90);
  });
});
