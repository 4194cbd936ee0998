import { freshDatabase } from '../fixtures/databases';
import { createDatabase, startPostgres } from '../fixtures/postgres';
import { startServer } from '../fixtures/server';
import { AcknowledgedWrites } from './acknowledged-writes';
import { findBroken, runUntilCrash } from './crash-run';
import { medianAndMost } from './durations';
import { expect, scaled, test } from './fault-test';
import { halvesIn, whoCannotSignIn } from './integrity-checks';
import { type Stage, startWorkloads } from './workloads';

const KILLS = scaled(1, 20);
const WRITES_EACH = 100;

test.describe('database crash', { tag: ['@postgres', '@slow'] }, () => {
  test('kill -9 of the server and of PostgreSQL with all its processes loses nothing that was acknowledged', async ({
    measurement,
  }) => {
    test.setTimeout(120_000 + KILLS * 20_000);
    const postgres = await startPostgres();
    const settings = {
      ...(await freshDatabase('postgres')),
      DATABASE_URL: await createDatabase(postgres.url, 'crashing'),
      RATE_LIMITS: 'off',
      ROTATE_REFRESH_TOKENS: 'true',
    };
    let server = await startServer(settings);
    const stage: Stage = { baseUrl: server.baseUrl, acknowledgedWrites: new AcknowledgedWrites(), keyholders: [] };
    const workloads = await startWorkloads(stage);
    const startMilliseconds: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const writes = Math.round(WRITES_EACH * (0.5 + Math.random()));
      const crash = async () => {
        await Promise.all([postgres.crash(), server.kill()]);
      };
      await runUntilCrash(workloads, { acknowledgedWrites: stage.acknowledgedWrites, writes, crash });
      const killedAt = Date.now();
      await postgres.start();
      server = await server.restart();
      startMilliseconds.push(Date.now() - killedAt);
      expect(await findBroken(workloads)).toEqual([]);
    }
    expect(await whoCannotSignIn(stage)).toEqual([]);
    expect(await server.stop()).toBe(0);
    expect(await halvesIn(settings)).toEqual([]);
    measurement(
      `${stage.acknowledgedWrites} over ${KILLS} kills of both, 0 lost, 0 half-written; ` +
        `both ready again after ${medianAndMost(startMilliseconds)}`,
    );
    await postgres.remove();
  });
});
