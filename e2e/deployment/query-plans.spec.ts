import {
  ANOTHER_PASSWORD,
  bearer,
  browserSession,
  changedEmail,
  PASSWORD,
  resetToken,
  signedIn,
  type Tokens,
  uniqueEmail,
  verifiedOwner,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { done } from '../fixtures/commands';
import { growDatabase } from '../fixtures/grown-database';
import { expect, test } from '../fixtures/installation';
import { query } from '../fixtures/postgres';

/** So many that PostgreSQL takes an index wherever there is one. */
const USERS = 3000;

/** Everything that a client can ask for, once. */
async function useEverything(baseUrl: string): Promise<void> {
  const client = new Client(baseUrl);
  const owner = await verifiedOwner(client);
  const expectOk = async (answer: ReturnType<Client['get']>) => expect((await answer).status).toBeLessThan(400);
  await expectOk(client.post('/auth/token/refresh/', { refresh: owner.refresh }));
  await expectOk(client.post('/auth/token/verify/', { token: owner.access }));
  for (const path of ['/auth/me/', '/auth/sessions/', '/auth/me/export/']) {
    await expectOk(client.get(path, bearer(owner)));
  }
  await expectOk(client.get('/account/', { Cookie: await browserSession(client, owner) }));
  expect((await client.post('/auth/token/', { email: owner.email, password: 'wrong' })).status).toBe(401);
  const change = { current_password: PASSWORD, password: ANOTHER_PASSWORD };
  const { access } = (await client.post('/auth/change-password/', change, bearer(owner))).json<Tokens>();
  const { email, undoToken } = await changedEmail(client, { ...owner, password: ANOTHER_PASSWORD, access });
  await expectOk(client.post(`/auth/undo-email-change/${undoToken}/`, { password: PASSWORD }));
  expect((await client.post('/auth/reset-password/', { email })).status).toBe(404);
  const path = `/auth/reset-password/${await resetToken(client, owner.email)}/`;
  await expectOk(client.post(path, { password: ANOTHER_PASSWORD }));
  const again = await signedIn(client, { ...owner, password: ANOTHER_PASSWORD });
  await expectOk(client.post('/auth/sessions/end-others/', {}, bearer(again)));
  await expectOk(client.post('/auth/token/blacklist/', { refresh: again.refresh }));
  const last = await signedIn(client, { ...owner, password: ANOTHER_PASSWORD });
  await expectOk(client.post('/auth/me/delete/', { password: ANOTHER_PASSWORD }, bearer(last)));
}

/** What the first run of housekeeping deletes last, up to a minute after the start. */
const ADD_EXPIRED = "INSERT INTO known_clients (key, expires_at) VALUES ('expired', now() - interval '1 day')";
const FIND_EXPIRED = "SELECT 1 FROM known_clients WHERE key = 'expired'";

/** The tables with many rows. The statistics of a table forget their number when they are reset, its row in pg_class does not. */
const GROWN = `pg_stat_user_tables JOIN pg_class ON pg_class.oid = relid AND reltuples >= ${USERS} / 2`;

/** Rows that were read without an index, by table. */
const SCANS = `SELECT pg_class.relname AS name, seq_tup_read::int AS rows FROM ${GROWN} WHERE seq_tup_read > 0 ORDER BY 1`;

test.describe('a database with many rows', { tag: ['@postgres', '@slow'] }, () => {
  test('is never read from end to end: not by a request, an operator, housekeeping or a start', async ({
    installed,
  }) => {
    const { settings, server, users, audit, mails } = await installed({ DELETE_UNVERIFIED_DAYS: '30' });
    const url = settings.DATABASE_URL ?? '';
    await server.stop();
    await growDatabase(url, USERS);
    const [grown] = await query<{ count: number }>(url, `SELECT count(*)::int AS count FROM ${GROWN}`);
    expect(grown?.count).toBeGreaterThan(4);
    await query(url, ADD_EXPIRED);
    await query(url, 'SELECT pg_stat_reset()');
    const restarted = await server.restart();
    await useEverything(restarted.baseUrl);
    const email = uniqueEmail();
    await signedIn(new Client(restarted.baseUrl), {
      ...(await verifiedOwner(new Client(restarted.baseUrl), { email })),
    });
    expect(await users('list')).toEqual(done(email));
    expect(await users('show', email)).toEqual(done(email));
    expect(await audit('--user', email)).toEqual(done('authn_login_success'));
    expect(await audit('--since', '1h')).toEqual(done('authn_login_success'));
    expect(await mails('list')).toEqual(done(''));
    expect(await users('disable', email)).toEqual(done('^Disabled'));
    await expect.poll(async () => (await query(url, FIND_EXPIRED)).length, { timeout: 90_000 }).toBe(0);
    expect(restarted.logs()).not.toContain('housekeeping task failed');
    // Connections report what they read when they end.
    await restarted.stop();
    expect(await query(url, SCANS)).toEqual([]);
  });
});
