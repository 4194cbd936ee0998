import { browserSession, registered, signedIn } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { createDatabase, startPostgres } from '../fixtures/postgres';
import { end } from '../fixtures/processes';
import { readinessOf } from '../fixtures/readiness';
import { spawnServer, startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

const UNAVAILABLE = { detail: 'Service temporarily unavailable, try again later.' };
/** What the contract gives a server after its database's return, and a little for the look itself. */
const RECOVERY = { timeout: 6_000, intervals: [100] };

test.describe('database outage', { tag: ['@postgres', '@slow'] }, () => {
  test('a database that is away is a 503, at the start and later, and its return is noticed within 5 s', async () => {
    const postgres = await startPostgres();
    const DATABASE_URL = await createDatabase(postgres.url, 'away');
    await postgres.kill();
    const port = `${await freePort()}`;
    const { child, logs } = spawnServer({ ...(await freshDatabase('postgres')), DATABASE_URL, PORT: port });
    const client = new Client(`http://127.0.0.1:${port}`);
    const liveness = () =>
      client.get('/health/live/').then(
        ({ status }) => status,
        () => 0,
      );
    const readiness = async () => (await client.get('/health/ready/')).status;
    const toldOfPutOff = () => logs().match(/"event":"requests_shed","count":\d+/g) ?? [];

    await expect.poll(liveness, { timeout: 30_000 }).toBe(200);
    expect(await readiness()).toBe(503);
    expect(toldOfPutOff()).toEqual([]);
    const refused = await client.post('/auth/token/', { email: 'ada@example.com', password: 'whatever it is' });
    expect([refused.status, refused.json(), refused.headers['retry-after']]).toEqual([503, UNAVAILABLE, '1']);
    await expect.poll(toldOfPutOff).toEqual(['"event":"requests_shed","count":1']);
    // It tells of the settings alone, and the library of an app that starts at the same time reads it once.
    expect((await client.get('/.well-known/openid-configuration')).status).toBe(200);

    await postgres.start();
    await expect.poll(readiness, RECOVERY).toBe(200);
    const account = await registered(client);
    const { access } = await signedIn(client, account);

    await postgres.kill();
    const me = () => client.get('/auth/me/', { Authorization: `Bearer ${access}` });
    expect((await me()).json()).toEqual(UNAVAILABLE);
    expect((await client.post('/auth/token/', account)).status).toBe(503);
    const told = await client.pageForm('/auth/token/', account);
    expect([told.status, told.json()]).toEqual([
      503,
      expect.objectContaining({ kind: 'error', form: 'login', code: 'unavailable', body: UNAVAILABLE }),
    ]);
    expect(told.json<{ waitSeconds: number }>().waitSeconds).toBe(Number(told.headers['retry-after']));
    await postgres.start();
    await expect.poll(async () => (await me()).status, RECOVERY).toBe(200);

    expect(await end(child, 'SIGTERM')).toBe(0);
    await postgres.remove();
  });

  test('while the database is away a page says so without a script, with 503, and knows its visitor again afterwards', async () => {
    const postgres = await startPostgres();
    const DATABASE_URL = await createDatabase(postgres.url, 'away');
    const port = `${await freePort()}`;
    const { child } = spawnServer({ ...(await freshDatabase('postgres')), DATABASE_URL, PORT: port });
    const client = new Client(`http://127.0.0.1:${port}`);
    const readiness = readinessOf(client);
    await expect.poll(readiness, { timeout: 30_000 }).toBe(200);
    const account = await registered(client);
    const Cookie = await browserSession(client, account);

    await postgres.kill();
    const page = await client.get('/account/', { Cookie });
    expect([page.status, page.headers['retry-after']]).toEqual([503, '5']);
    expect(page.headers['content-type']).toMatch(/^text\/html\b/);
    expect(page.text).toContain('<h1');
    expect(page.text).toContain('Temporarily unavailable');
    // A visitor without a session sees the sign-in page without the database, and its form shows the error.
    expect((await client.get('/login/')).status).toBe(200);
    const refused = await client.form('/auth/token/', { email: account.email, password: account.password });
    expect([refused.status, refused.headers.location]).toEqual([303, '/login/']);
    const flash = refused.setCookies.map((cookie) => cookie.split(';')[0]).join('; ');
    expect((await client.get('/login/', { Cookie: flash })).text).toContain('Temporarily unavailable');

    await postgres.start();
    await expect.poll(async () => (await client.get('/account/', { Cookie })).status, RECOVERY).toBe(200);
    expect((await client.get('/account/', { Cookie })).text).toContain(account.email);
    expect(await end(child, 'SIGTERM')).toBe(0);
    await postgres.remove();
  });

  test('a page that fails says so without a script, with 500, and the server goes on', async () => {
    const settings = await freshDatabase('postgres');
    const server = await startServer(settings);
    const client = new Client(server.baseUrl);
    const Cookie = await browserSession(client, await registered(client));
    // An error that no code expects: a timestamp that is not one.
    await stored(settings, `ALTER TABLE users ALTER COLUMN created_at TYPE text USING 'never'`);

    const page = await client.get('/account/', { Cookie });
    expect(page.status).toBe(500);
    expect(page.text).toContain('<h1');
    expect(page.text).toContain('Something went wrong');
    expect(page.text).not.toMatch(/RangeError|Invalid time|node_modules/);
    expect((await client.get('/login/')).status).toBe(200);
    expect(server.logs()).toContain('page failed');
    await server.stop();
  });
});
