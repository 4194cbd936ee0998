import { freshDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { Ledger } from './acknowledged-writes';
import { findBroken, storm } from './crash-run';
import { medianAndMost } from './durations';
import { expect, scaled, test } from './fault-test';
import { halvesIn, whoCannotSignIn } from './integrity-checks';
import { type Stage, witnessesOf } from './workloads';

const PLAN = {
  pglite: { kills: scaled(2, 110), writesEach: 60 },
  postgres: { kills: scaled(2, 210), writesEach: 120 },
};

test.describe('crash', { tag: '@slow' }, () => {
  test('kill -9 in a storm of writes: what was acknowledged is there, nothing is there by half', async ({
    database,
    measurement,
  }) => {
    const { kills, writesEach } = PLAN[database === 'pglite' ? 'pglite' : 'postgres'];
    test.setTimeout(120_000 + kills * 20_000);
    const settings = { ...(await freshDatabase(database)), RATE_LIMITS: 'off' };
    let server = await startServer({ ...settings, ROTATE_REFRESH_TOKENS: 'true' });
    const stage: Stage = { baseUrl: server.baseUrl, ledger: new Ledger(), keyholders: [] };
    const witnesses = await witnessesOf(stage);
    const startMilliseconds: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const writes = Math.round(writesEach * (0.5 + Math.random()));
      await storm(witnesses, { ledger: stage.ledger, writes, crash: () => server.kill() });
      const killedAt = Date.now();
      // Mostly with rotation, since a refresh without it hardly writes.
      server = await server.restart({ ROTATE_REFRESH_TOKENS: kill % 5 === 3 ? 'false' : 'true' });
      startMilliseconds.push(Date.now() - killedAt);
      expect(await findBroken(witnesses)).toEqual([]);
    }
    expect(await whoCannotSignIn(stage)).toEqual([]);
    expect(await server.stop()).toBe(0);
    expect(await halvesIn(settings)).toEqual([]);
    expect(stage.ledger.total).toBeGreaterThan((kills * writesEach) / 2);
    measurement(
      `${stage.ledger} over ${kills} kills, 0 lost, 0 half-written; ready again after ${medianAndMost(startMilliseconds)}`,
    );
  });
});
