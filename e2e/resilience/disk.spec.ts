import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { bearer, signedIn, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { type DatabaseKind, freshDatabase } from '../fixtures/databases';
import { createDatabase, startPostgres } from '../fixtures/postgres';
import { type Settings, startServer } from '../fixtures/server';
import { canMount, mountSmallDisk, type SmallDisk } from '../fixtures/small-disk';
import { stored } from '../fixtures/stored';
import { expect, RECOVERY, scaled, test, UNAVAILABLE } from './fault-test';

/** A database of that kind whose files are on the disk, with what takes it away. */
async function databaseOn(disk: SmallDisk, kind: DatabaseKind) {
  const settings = { ...(await freshDatabase(kind)), RATE_LIMITS: 'off' };
  if (kind === 'pglite') {
    const DATA_DIR = path.join(disk.folder, 'data');
    await mkdir(DATA_DIR);
    return { settings: { ...settings, DATA_DIR } as Settings, remove: async () => {} };
  }
  const postgres = await startPostgres(disk.folder);
  const DATABASE_URL = await createDatabase(postgres.url, 'small');
  return { settings: { ...settings, DATABASE_URL } as Settings, remove: () => postgres.remove() };
}

test.describe('full disk', { tag: '@slow' }, () => {
  if (canMount()) {
    test('on a full disk changes are a 503, what is there is still read, and nothing is lost once there is room', async ({
      database,
      measurement,
    }) => {
      const disk = await mountSmallDisk(160);
      const { settings, remove } = await databaseOn(disk, database);
      const server = await startServer(settings);
      const client = new Client(server.baseUrl);
      const account = await signedIn(client);
      const made: string[] = [];
      const register = async () => {
        const email = uniqueEmail();
        const answer = await client.post('/auth/register/', { email, password: account.password });
        if (answer.status === 201) made.push(email);
        return answer;
      };

      disk.fill();
      // Each account comes with a mail of some kilobytes: the pages at hand are soon full.
      let refused = await register();
      for (let tries = 0; tries < 500 && refused.status === 201; tries += 1) refused = await register();
      expect([refused.status, refused.json()]).toEqual([503, UNAVAILABLE]);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      for (let tries = 0; tries < scaled(5, 50); tries += 1) await register();
      expect((await client.get('/auth/me/', bearer(account))).status).toBe(200);
      expect((await client.get('/login/')).status).toBe(200);

      await disk.free();
      await expect.poll(async () => (await register()).status, RECOVERY).toBe(201);
      for (const email of made) await signedIn(client, { ...account, email });
      measurement(`${made.length} accounts acknowledged before, on and after the full disk, all sign in`);
      expect(await server.stop()).toBe(0);
      const [broken] = await stored<{ count: number }>(
        settings,
        'SELECT count(*)::int FROM users WHERE id NOT IN (SELECT user_id FROM credentials)',
      );
      expect(broken?.count).toBe(0);
      await remove();
      await disk.remove();
    });
  }

  test('a log on a full disk loses lines, and nothing else', async ({ database }) => {
    const full = openSync('/dev/full', 'w');
    const server = await startServer({ ...(await freshDatabase(database)), LOG_LEVEL: 'trace' }, { stdout: full });
    const client = new Client(server.baseUrl);
    for (let tries = 0; tries < 3; tries += 1) await signedIn(client);
    expect(await server.stop()).toBe(0);
    closeSync(full);
  });
});
