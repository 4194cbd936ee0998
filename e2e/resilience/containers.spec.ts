import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { command, done, refused } from '../fixtures/commands';
import { canContain, container } from '../fixtures/containers';
import { freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { end } from '../fixtures/processes';
import { type Settings, spawnServer, startServer } from '../fixtures/server';
import { expect, scaled, test } from './fault-test';

type Credentials = { email: string; password: string };

const ACCOUNTS = scaled(50, 500);
/** So many that were acknowledged: on a busy machine some are told to come back. */
async function registerMany(client: Client, count: number): Promise<Credentials[]> {
  const accounts: Credentials[] = [];
  while (accounts.length < count) {
    const account = { email: uniqueEmail(), password: PASSWORD };
    if ((await client.post('/auth/register/', account)).status === 201) accounts.push(account);
  }
  return accounts;
}

async function countLost(client: Client, accounts: Credentials[]): Promise<number> {
  let lost = 0;
  for (const account of accounts) if ((await statusOfSignIn(client, account)) !== 200) lost += 1;
  return lost;
}

async function statusOfSignIn(client: Client, account: Credentials): Promise<number> {
  for (;;) {
    const { status } = await client.post('/auth/token/', account);
    if (status !== 503) return status;
  }
}

/** Starts a server that must not start, and ends it should it serve all the same. */
async function startSecond(settings: Settings, within: string[]): Promise<{ code: number | null; logs: string }> {
  const { child, logs } = spawnServer({ ...settings, PORT: `${await freePort()}` }, { within });
  const hasDecided = () => child.exitCode !== null || logs().includes('Postern is ready');
  await expect.poll(hasDecided, { timeout: 60_000 }).toBe(true);
  await end(child, 'SIGKILL', true);
  return { code: child.exitCode, logs: logs() };
}

/** A DATA_DIR with tables, whose path is too long for a socket. */
async function deepFolder(): Promise<string> {
  const { DATA_DIR = '' } = await freshDatabase('pglite');
  const deep = path.join(DATA_DIR, 'd'.repeat(120));
  await mkdir(deep);
  await rename(path.join(DATA_DIR, 'pglite'), path.join(deep, 'pglite'));
  return deep;
}

test.describe('containers', { tag: ['@pglite', '@slow'] }, () => {
  // Where it is PostgreSQL's, several processes are welcome.
  if (canContain()) {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      test(`of two containers on one volume the second does not start, and a ${signal} of the first loses nothing`, async ({
        measurement,
      }) => {
        const settings = { ...(await freshDatabase('pglite')), RATE_LIMITS: 'off' };
        const first = await startServer(settings, { within: container('first-host') });
        const client = new Client(first.baseUrl);
        const accounts = await registerMany(client, ACCOUNTS / 2);
        const second = await startSecond(settings, container('second-host'));
        accounts.push(...(await registerMany(client, ACCOUNTS / 2)));
        expect(await (signal === 'SIGTERM' ? first.stop() : first.kill())).not.toBe(1);

        const startedAt = performance.now();
        const again = await startServer(settings, { within: container('second-host') });
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
        const lost = await countLost(new Client(again.baseUrl), accounts);
        expect({ ...second, lost }).toEqual({
          code: 1,
          logs: expect.stringMatching(
            /^(postern {2}waiting .*\n)?The database in .* is in use by process \d+ on first-host\. .*\n$/,
          ),
          lost: 0,
        });
        expect(await again.stop()).toBe(0);
        measurement(`${lost} of ${accounts.length} accounts lost; ready again after ${seconds} s`);
      });
    }

    for (const where of ['DATA_DIR', 'a DATA_DIR whose path is too long for a socket'] as const) {
      test(`with no process, host name or network in common a second container does not start on ${where}`, async () => {
        const settings = await freshDatabase('pglite');
        const { DATA_DIR = '' } = where === 'DATA_DIR' ? settings : { DATA_DIR: await deepFolder() };
        const first = await startServer({ ...settings, DATA_DIR }, { within: container('first-host') });
        const apart = container('second-host', { hasNetwork: false });
        expect(await startSecond({ ...settings, DATA_DIR }, apart)).toEqual({
          code: 1,
          logs: expect.stringContaining('on first-host.'),
        });
        expect(await first.stop()).toBe(0);
      });
    }

    test('an operator’s command in another container goes through the server, and never opens its folder', async () => {
      const settings = await freshDatabase('pglite');
      const first = await startServer(settings, { within: container('first-host') });
      const { email } = await registered(new Client(first.baseUrl));
      const apart = container('second-host', { hasNetwork: false });
      expect(await command('users', ['show', email], settings, apart)).toEqual(done(email));
      expect(await first.stop()).toBe(0);

      const deaf = { ...settings, DATA_DIR: await deepFolder() };
      const second = await startServer(deaf, { within: container('first-host') });
      expect(await command('users', ['list'], deaf, apart)).toEqual(
        refused(1, 'is in use by process \\d+ on first-host\\. It does not answer commands\\. Stop it first'),
      );
      expect(await second.stop()).toBe(0);
    });
  }
});
