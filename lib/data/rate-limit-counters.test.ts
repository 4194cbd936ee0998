import { expect, test } from 'playwright/test';
import { addSeconds, days, minutes } from '../time';
import { migratedPglite } from './pglite/migrated-pglite';
import { pruneCounters } from './rate-limit-counters';

const NOW = new Date('2026-11-24T10:00:00Z');

const COUNTERS = {
  expired: { expires: -1 },
  'an hour, begun before': { expires: minutes(5) },
  'an hour': { expires: minutes(60) },
  'an account, blocked': { expires: minutes(4), blocked: minutes(3) },
  'an account, blocked once': { expires: days(1), blocked: -1 },
  'an account, long ago': { expires: days(2) },
  'an account, blocked lately': { expires: days(3), blocked: 1 },
  'an account, lately': { expires: days(29) },
};

/** In the order in which they are deleted. */
const ORDER = [
  'expired',
  'an account, blocked once',
  'an account, long ago',
  'an account, lately',
  'an hour, begun before',
  'an hour',
  'an account, blocked',
  'an account, blocked lately',
];

const ROWS = Object.entries(COUNTERS).map(([name, { expires, ...block }]) => ({
  key: Buffer.from(name),
  count: 1,
  blockedUntil: 'blocked' in block ? addSeconds(NOW, block.blocked) : null,
  expiresAt: addSeconds(NOW, expires),
}));

test('of too many counters those of accounts go first, then the limits of an hour, and last those that block', async () => {
  const { db, close } = await migratedPglite();
  for (const most of [7, 6, 5, 4, 3, 2, 1, 0]) {
    await db.rateLimitCounter.deleteMany();
    await db.rateLimitCounter.createMany({ data: ROWS });
    await pruneCounters(db, NOW, most);
    const left = await db.rateLimitCounter.findMany({ select: { key: true } });
    expect(left.map(({ key }) => Buffer.from(key).toString()).sort()).toEqual(ORDER.slice(ORDER.length - most).sort());
  }
  await close();
});

test('counters are counted only where their table has room for too many, and whatever its statistics say', async () => {
  const statements: string[] = [];
  const { db, close } = await migratedPglite((sql) => statements.push(sql));
  const counted = () => statements.filter((sql) => /\bcount\(/i.test(sql)).length;
  await db.$executeRaw`ANALYZE rate_limit_counters`;
  await db.rateLimitCounter.createMany({ data: ROWS });
  await pruneCounters(db, NOW, 1000);
  expect(counted()).toBe(0);
  await pruneCounters(db, NOW, 3);
  expect(counted()).toBe(1);
  expect(await db.rateLimitCounter.count()).toBe(3);
  await close();
});
