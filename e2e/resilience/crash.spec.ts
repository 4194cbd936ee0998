import { freshDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { AcknowledgedWrites } from './acknowledged-writes';
import { findBroken, runUntilCrash } from './crash-run';
import { medianAndMost } from './durations';
import { expect, scaled, test } from './fault-test';
import { halvesIn, whoCannotSignIn } from './integrity-checks';
import { type Stage, startWorkloads } from './workloads';

const PLAN = {
  pglite: { kills: scaled(2, 110), writesEach: 60 },
  postgres: { kills: scaled(2, 210), writesEach: 120 },
};

test.describe('crash', { tag: '@slow' }, () => {
  test('kill -9 during many writes loses no acknowledged write and leaves none half done', async ({
    database,
    measurement,
  }) => {
    const { kills, writesEach } = PLAN[database === 'pglite' ? 'pglite' : 'postgres'];
    test.setTimeout(120_000 + kills * 20_000);
    const settings = { ...(await freshDatabase(database)), RATE_LIMITS: 'off' };
    let server = await startServer({ ...settings, ROTATE_REFRESH_TOKENS: 'true' });
    const stage: Stage = { baseUrl: server.baseUrl, acknowledgedWrites: new AcknowledgedWrites(), keyholders: [] };
    const workloads = await startWorkloads(stage);
    const startMilliseconds: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const writes = Math.round(writesEach * (0.5 + Math.random()));
      await runUntilCrash(workloads, {
        acknowledgedWrites: stage.acknowledgedWrites,
        writes,
        crash: () => server.kill(),
      });
      const killedAt = Date.now();
      // Mostly with rotation, since a refresh without it hardly writes.
      server = await server.restart({ ROTATE_REFRESH_TOKENS: kill % 5 === 3 ? 'false' : 'true' });
      startMilliseconds.push(Date.now() - killedAt);
      expect(await findBroken(workloads)).toEqual([]);
    }
    expect(await whoCannotSignIn(stage)).toEqual([]);
    expect(await server.stop()).toBe(0);
    expect(await halvesIn(settings)).toEqual([]);
    expect(stage.acknowledgedWrites.total).toBeGreaterThan((kills * writesEach) / 2);
    measurement(
      `${stage.acknowledgedWrites} over ${kills} kills, 0 lost, 0 half-written; ready again after ${medianAndMost(startMilliseconds)}`,
    );
  });
});
