import { expect, test } from 'playwright/test';
import { addSeconds, days, minutes } from '../time';
import { migratedPglite } from './pglite/migrated-pglite';
import { pruneCounters } from './rate-limit-counters';

const NOW = new Date('2026-11-24T10:00:00Z');

const EXPIRES = {
  expired: -1,
  'an hour, begun before': minutes(5),
  'an hour': minutes(60),
  'an account, long ago': days(1),
  'an account, lately': days(29),
};

for (const [most, left] of [
  [5, ['an account, lately', 'an account, long ago', 'an hour', 'an hour, begun before']],
  [3, ['an account, lately', 'an hour', 'an hour, begun before']],
  [2, ['an hour', 'an hour, begun before']],
  [1, ['an hour']],
] as const) {
  test(`of ${most} counters at most the expired one is deleted, then those of accounts, and the limits of an hour last`, async () => {
    const { db, close } = await migratedPglite();
    const counters = Object.entries(EXPIRES).map(([name, seconds]) => ({
      key: Buffer.from(name),
      count: 1,
      expiresAt: addSeconds(NOW, seconds),
    }));
    await db.rateLimitCounter.createMany({ data: counters });
    await pruneCounters(db, NOW, most);
    const rows = await db.rateLimitCounter.findMany({ select: { key: true } });
    expect(rows.map(({ key }) => Buffer.from(key).toString()).sort()).toEqual(left);
    await close();
  });
}
