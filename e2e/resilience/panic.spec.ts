import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { registered } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { startServer } from '../fixtures/server';
import { canMount, mountSmallDisk } from '../fixtures/small-disk';
import { stored } from '../fixtures/stored';
import { expect, test } from './fault-test';

const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

test.describe('embedded database', { tag: ['@pglite', '@slow'] }, () => {
  // A PostgreSQL of its own may end at such a fault; to start it again is its supervisor's.
  if (canMount()) {
    test('a full disk at the end of a WAL file, where PostgreSQL panics, is a 503 until there is room, and nothing is lost', async ({
      measurement,
    }) => {
      const disk = await mountSmallDisk(160);
      const DATA_DIR = path.join(disk.folder, 'data');
      await mkdir(DATA_DIR);
      const settings = { DATA_DIR };
      const first = await startServer(settings);
      const account = await registered(new Client(first.baseUrl));
      await first.stop();
      // From now on each sign-in wants another file of 16 MiB.
      await stored(
        settings,
        `CREATE FUNCTION next_wal_file() RETURNS trigger LANGUAGE plpgsql
       AS 'BEGIN PERFORM pg_switch_wal(); RETURN NEW; END'`,
      );
      await stored(
        settings,
        'CREATE TRIGGER next_wal_file AFTER INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION next_wal_file()',
      );
      const server = await startServer(settings);
      const client = new Client(server.baseUrl);
      const status = async () => (await client.post('/auth/token/', account)).status;
      expect(await status()).toBe(200);

      const files = openFiles(server.pid);
      for (let round = 0; round < 2; round += 1) {
        disk.fill();
        await expect.poll(status).toBe(503);
        expect(await status()).toBe(503);
        expect((await client.get('/health/live/')).status).toBe(200);
        await disk.free();
        const freedAt = performance.now();
        await expect.poll(status, { timeout: 15_000, intervals: [100] }).toBe(200);
        measurement(`signed in ${((performance.now() - freedAt) / 1000).toFixed(1)} s after there was room`);
      }
      expect(server.logs().match(/database_panicked/g)).toHaveLength(2);
      // What a dead engine held open was closed.
      expect(openFiles(server.pid) - files).toBeLessThan(30);
      expect(await server.stop()).toBe(0);
      await disk.remove();
    });
  }
});
