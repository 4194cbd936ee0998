import { freshDatabase } from '../fixtures/databases';
import { RETRY_AFTER_SECONDS, startMailProvider } from '../fixtures/mail-provider';
import { startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { AcknowledgedWrites } from './acknowledged-writes';
import { findBroken, runUntilCrash } from './crash-run';
import { expect, scaled, test } from './fault-test';
import { askingByMail, findMisdelivered, type Post, registeringByMail } from './mail-workloads';

const MAILS_EACH = scaled(20, 250);
/** What a dead one had taken up is the other's only when the lease has ended, 20 s later: too long for every run. */
const KILLS = scaled(0, 1);
const DRAIN = { timeout: 120_000, intervals: [500] };

test.describe('shared outbox', { tag: ['@postgres', '@slow'] }, () => {
  test('two instances on one database send each mail once, through an outage and, at full size, the death of one', async ({
    measurement,
  }) => {
    test.setTimeout(scaled(180_000, 600_000));
    const provider = await startMailProvider();
    const settings = {
      ...(await freshDatabase('postgres')),
      ...provider.settings,
      // One installation has one address: it stands in the mails, and under one key Resend takes one text.
      APP_URL: 'http://localhost:3000',
      RATE_LIMITS: 'off',
    };
    const [one, other] = await Promise.all([startServer(settings), startServer(settings)]);
    const acknowledgedWrites = new AcknowledgedWrites();
    const postTo = (baseUrl: string): Post => ({
      baseUrl,
      acknowledgedWrites,
      provider,
      milliseconds: { hanging: [], well: [] },
    });
    const [first, second] = [postTo(one.baseUrl), postTo(other.baseUrl)];
    const workloadsOfOne = [registeringByMail(first), await askingByMail(first), await askingByMail(first)];
    const workloadsOfOther = [registeringByMail(second), await askingByMail(second), await askingByMail(second)];
    const all = [...workloadsOfOne, ...workloadsOfOther];

    await runUntilCrash(all, { acknowledgedWrites, writes: MAILS_EACH, crash: async () => undefined });
    await provider.become('cutting');
    await runUntilCrash(all, { acknowledgedWrites, writes: MAILS_EACH, crash: async () => undefined });
    await provider.become('well');
    const crash = async () => {
      if (KILLS > 0) await one.kill();
    };
    await runUntilCrash(all, { acknowledgedWrites, writes: MAILS_EACH, crash });
    await runUntilCrash(workloadsOfOther, { acknowledgedWrites, writes: MAILS_EACH / 2, crash: async () => undefined });

    await expect.poll(() => findBroken(all), DRAIN).toEqual([]);
    const waiting = () => stored(settings, `SELECT id FROM queued_mails WHERE state = 'queued'`);
    await expect.poll(waiting, DRAIN).toEqual([]);
    expect(await findBroken(all)).toEqual([]);
    expect(findMisdelivered(provider, RETRY_AFTER_SECONDS)).toEqual([]);
    measurement(
      `${acknowledgedWrites} through two instances, ${provider.delivered.length} mails over an outage and ${KILLS} kills, ` +
        '0 lost, 0 twice',
    );
    await Promise.all([one.stop(), other.stop()]);
    await provider.close();
  });
});
