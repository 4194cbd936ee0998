import {
  type Account,
  ANOTHER_PASSWORD,
  bearer,
  PASSWORD,
  resetToken,
  signedIn,
  type Tokens,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

type Owner = Account & Tokens;

const changePassword = (client: Client, { access }: { access: string }, current_password: string, password: string) =>
  client.post('/auth/change-password/', { current_password, password }, bearer({ access }));

test.describe('change of password', { tag: '@any-database' }, () => {
  test.describe('an account changes its password', () => {
    const passwordOf = (at: number) => (at % 2 === 0 ? PASSWORD : ANOTHER_PASSWORD);

    /** Changes it there and back. Returns the owner's last tokens. */
    async function changedTimes(client: Client, owner: Owner, times: number): Promise<Owner> {
      let { access, refresh } = owner;
      for (let at = 0; at < times; at += 1) {
        const changed = await changePassword(client, { access }, passwordOf(at), passwordOf(at + 1));
        expect(changed.status).toBe(200);
        ({ access, refresh } = changed.json<Tokens>());
      }
      return { ...owner, access, refresh, password: passwordOf(times) };
    }

    test('ten times an hour, then it waits, whatever the address, and what is malformed is told first', async ({
      server,
    }) => {
      const client = new Client(server.baseUrl);
      const owner = await changedTimes(client, await signedIn(client), 10);
      for (const current of [owner.password, 'not the password at all']) {
        const answer = await changePassword(new Client(server.baseUrl), owner, current, ANOTHER_PASSWORD);
        expect(answer.status).toBe(429);
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(3_000);
        expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(3_600);
      }
      expect((await changePassword(client, owner, owner.password, 'short')).status).toBe(400);
      expect((await client.post('/auth/change-password/', {}, bearer(owner))).status).toBe(400);
      // Its session and its password stay good, and a link resets the password all the same.
      const path = `/auth/reset-password/${await resetToken(client, owner.email)}/`;
      expect((await client.post(path, { password: 'a third password of it' })).status).toBe(200);
      expect((await changePassword(client, await signedIn(client), PASSWORD, ANOTHER_PASSWORD)).status).toBe(200);
    });

    test('and what is refused does not count', async ({ server }) => {
      const client = new Client(server.baseUrl);
      const owner = await signedIn(client);
      for (let tries = 0; tries < 5; tries += 1) {
        expect((await changePassword(client, owner, 'not the password', ANOTHER_PASSWORD)).status).toBe(400);
        expect((await changePassword(client, owner, PASSWORD, PASSWORD)).status).toBe(400);
        expect((await changePassword(client, owner, PASSWORD, 'short')).status).toBe(400);
      }
      await changedTimes(client, owner, 10);
    });

    test('and is told so on its page', async ({ server }) => {
      const client = new Client(server.baseUrl);
      const owner = await changedTimes(client, await signedIn(client), 10);
      const { password } = owner;
      const session = await client.form('/auth/token/', { email: owner.email, password });
      const cookies = (setCookies: string[]) => setCookies.map((line) => line.split(';')[0] ?? '');
      const Cookie = cookies(session.setCookies).join('; ');
      const answer = await client.form(
        '/auth/change-password/',
        { current_password: password, password: ANOTHER_PASSWORD },
        { Cookie },
      );
      expect([answer.status, answer.headers.location]).toEqual([303, '/account/']);
      const page = await client.get('/account/', { Cookie: [...cookies(answer.setCookies), Cookie].join('; ') });
      expect(page.text).toMatch(/Request was throttled\. Expected available in \d+/);
    });

    test('at most ten times on RATE_LIMITS=on only', async ({ sharedServerWith }) => {
      const client = new Client((await sharedServerWith({ RATE_LIMITS: 'off' })).baseUrl);
      await changedTimes(client, await signedIn(client), 12);
    });
  });
});
