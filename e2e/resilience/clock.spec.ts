import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bearer, browserSession, registered, signedIn } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { type DatabaseKind, freshDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { expect, test } from './fault-test';

const HOUR = 3600;
const preload = pathToFileURL(path.resolve(import.meta.dirname, '..', 'fixtures', 'preload', 'clock.mjs')).href;

/** A server whose wall clock can be set while it runs. */
async function withClock(database: DatabaseKind, aheadSeconds = 0) {
  const settings = await freshDatabase(database);
  const CLOCK_FILE = path.join(settings.DATA_DIR ?? '', 'clock');
  await writeFile(CLOCK_FILE, `${aheadSeconds}`);
  const server = await startServer({
    ...settings,
    CLOCK_FILE,
    NODE_OPTIONS: `--import=${preload}`,
  });
  const client = new Client(server.baseUrl);
  return {
    server,
    client,
    set: async (seconds: number) => {
      await writeFile(CLOCK_FILE, `${seconds}`);
      process.kill(server.pid, 'SIGUSR2');
      await expect.poll(() => server.logs()).toContain(`the clock is ${seconds * 1000} ms ahead`);
    },
  };
}

const me = async (client: Client, access: { access: string }) => (await client.get('/auth/me/', bearer(access))).status;

test.describe('clock', { tag: '@slow' }, () => {
  test('a clock that is put two hours ahead ends access tokens, as their time says, and no session', async ({
    database,
  }) => {
    const { server, client, set } = await withClock(database);
    const account = await signedIn(client);
    const Cookie = await browserSession(client, account);
    await set(2 * HOUR);
    expect(await me(client, account)).toBe(401);
    const { access } = (await client.post('/auth/token/refresh/', { refresh: account.refresh })).json<{
      access: string;
    }>();
    expect(await me(client, { access })).toBe(200);
    expect((await client.get('/account/', { Cookie })).status).toBe(200);
    await server.stop();
  });

  test('after a clock was two hours ahead, what it signed is of the future and rejected, and no client waits for its time', async ({
    database,
  }) => {
    const { server, client, set } = await withClock(database);
    const early = await signedIn(client);
    await set(2 * HOUR);
    const ahead = await signedIn(client);
    const Cookie = await browserSession(client, ahead);
    const victim = await registered(client);
    for (let tries = 0; tries < 10; tries += 1) {
      await client.post('/auth/token/', { email: victim.email, password: 'not the password' });
    }
    expect((await client.post('/auth/token/', victim)).status).toBe(429);
    for (let tries = 0; tries < 60; tries += 1) await client.post('/auth/reset-password/', { email: early.email });
    expect((await client.post('/auth/reset-password/', { email: early.email })).status).toBe(429);

    await set(0);
    expect([await me(client, early), await me(client, ahead)]).toEqual([200, 401]);
    expect((await client.post('/auth/token/refresh/', { refresh: early.refresh })).status).toBe(200);
    // A browser's session is no signed token: it goes on.
    expect((await client.get('/account/', { Cookie })).status).toBe(200);
    expect((await client.post('/auth/token/', victim)).status).toBe(200);
    expect((await client.post('/auth/reset-password/', { email: early.email })).status).toBe(200);
    await server.stop();
  });

  test('beyond the year 2038 people register, sign in, refresh and sign out', async ({ database }) => {
    const after2038 = (Date.UTC(2038, 0, 20) - Date.now()) / 1000;
    const { server, client, set } = await withClock(database);
    const before = await signedIn(client);
    await set(Math.round(after2038));
    expect((await client.post('/auth/token/refresh/', { refresh: before.refresh })).status).toBe(401);
    const account = await signedIn(client);
    expect(await me(client, account)).toBe(200);
    expect((await client.post('/auth/token/refresh/', { refresh: account.refresh })).status).toBe(200);
    expect((await client.post('/auth/token/blacklist/', { refresh: account.refresh })).status).toBe(200);
    expect(await me(client, account)).toBe(401);
    await signedIn(client, before);
    await server.stop();
  });
});
