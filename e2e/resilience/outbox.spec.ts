import { setTimeout as pause } from 'node:timers/promises';
import { registered } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { type Mood, RETRY_AFTER_SECONDS, startMailProvider } from '../fixtures/mail-provider';
import { type Settings, startServer, type TestServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { AcknowledgedWrites } from './acknowledged-writes';
import { findBroken, runUntilCrash } from './crash-run';
import { percentile } from './durations';
import { expect, scaled, test } from './fault-test';
import { askingByMail, findMisdelivered, type Post, registeringByMail } from './mail-workloads';

const OUTAGES = scaled(3, 10);
const KILLS = scaled(1, 20);
const MAILS_EACH = scaled(12, 120);
const OUTAGE_MILLISECONDS = 3_000;
const MOODS: Mood[] = ['cutting', 'hanging', 'busy', 'broken', 'away'];
/** What may wait at the end is due within a lease and a few doublings of the delay. */
const DRAIN = { timeout: 240_000, intervals: [500] };

test.describe('outbox', { tag: '@slow' }, () => {
  test('outages of the mail provider and kill -9 between commit and send: each mail goes out once', async ({
    database,
    measurement,
  }) => {
    test.setTimeout(scaled(180_000, 1_200_000));
    const provider = await startMailProvider();
    const settings = { ...(await freshDatabase(database)), ...provider.settings, RATE_LIMITS: 'off' };
    let server = await startServer(settings);
    const post: Post = {
      baseUrl: server.baseUrl,
      acknowledgedWrites: new AcknowledgedWrites(),
      provider,
      milliseconds: { hanging: [], well: [] },
    };
    const workloads = [registeringByMail(post)];
    for (let askers = 0; askers < 3; askers += 1) workloads.push(await askingByMail(post));
    let kills = 0;
    /** Lets them write, and kills the server under them as long as there are kills left. */
    const write = async (mails: number) => {
      const isKilled = kills < KILLS;
      const crash = async () => {
        if (isKilled) await server.kill();
      };
      await runUntilCrash(workloads, { acknowledgedWrites: post.acknowledgedWrites, writes: mails, crash });
      if (!isKilled) return;
      kills += 1;
      server = await server.restart();
    };
    for (let outage = 0; outage < OUTAGES; outage += 1) {
      await provider.become(MOODS[outage % MOODS.length] ?? 'broken');
      const over = pause(OUTAGE_MILLISECONDS);
      await write(MAILS_EACH / 2);
      await runUntilCrash(workloads, {
        acknowledgedWrites: post.acknowledgedWrites,
        writes: MAILS_EACH / 3,
        crash: () => over,
      });
      await provider.become('well');
      await write(MAILS_EACH / 6);
    }
    const endedAt = Date.now();
    await expect.poll(() => findBroken(workloads), DRAIN).toEqual([]);
    await stoppedDrained(server, settings);
    const drainSeconds = ((Date.now() - endedAt) / 1000).toFixed(0);
    expect(await findBroken(workloads)).toEqual([]);
    expect(findMisdelivered(provider, RETRY_AFTER_SECONDS)).toEqual([]);
    measurement(
      `${post.acknowledgedWrites}, ${provider.delivered.length} mails over ${OUTAGES} outages and ${KILLS} kills, 0 lost, 0 twice` +
        ` (${provider.attempts.length} attempts); drained ${drainSeconds} s after the last; ` +
        `p95 of reset requests ${p95(post.milliseconds.hanging)} while the provider hangs, ${p95(post.milliseconds.well)} else`,
    );
    await provider.close();
  });

  test('a mail whose link expires while the provider is away is not sent', async ({ database }) => {
    const provider = await startMailProvider();
    await provider.become('broken');
    const settings = { ...(await freshDatabase(database)), ...provider.settings, RESET_TOKEN_SECONDS: '3' };
    const server = await startServer(settings);
    const client = new Client(server.baseUrl);
    const { email } = await registered(client);
    expect((await client.post('/auth/reset-password/', { email })).status).toBe(200);
    await expect.poll(() => new Set(provider.attempts.map(({ key }) => key)).size).toBe(2);
    await pause(3_000);
    await provider.become('well');
    await expect.poll(() => provider.delivered.length, { timeout: 30_000 }).toBe(1);
    // Longer than the worker takes to look again.
    await pause(2_500);
    await server.stop();
    expect(provider.delivered.map(({ text }) => /\/(verify-email|reset-password)\//.exec(text)?.[1])).toEqual([
      'verify-email',
    ]);
    const mails = await stored(settings, 'SELECT state, last_failure, content FROM queued_mails ORDER BY state');
    expect(mails).toEqual([
      { state: 'sent', last_failure: null, content: null },
      { state: 'failed', last_failure: 'expired', content: null },
    ]);
    await provider.close();
  });

  const p95 = (milliseconds: number[]) => `${Math.round(percentile(milliseconds, 0.95))} ms`;

  /** Stops it once its outbox is empty: what was never acknowledged may still wait when everything else has arrived. */
  async function stoppedDrained(server: TestServer, settings: Settings): Promise<void> {
    const deadline = Date.now() + DRAIN.timeout;
    for (let running = server; ; running = await running.restart()) {
      expect(await running.stop()).toBe(0);
      const waiting = await stored(settings, `SELECT id FROM queued_mails WHERE state = 'queued'`);
      if (waiting.length === 0) return;
      if (Date.now() > deadline) throw new Error(`${waiting.length} mails still wait`);
      await pause(5_000);
    }
  }
});
