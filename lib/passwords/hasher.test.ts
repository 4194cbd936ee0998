import { expect, test } from 'playwright/test';
import { HashQueue, hashesAtOnce } from './hash-queue';
import { PasswordHasher } from './hasher';

const queue = () => new HashQueue({ maxInFlight: 2, maxWaiting: 100 });
const pepper = { id: 'one', secret: Buffer.alloc(32, 1) };
const newPepper = { id: 'two', secret: Buffer.alloc(32, 2) };
const hasher = (cost = 10) => new PasswordHasher({ peppers: [pepper], cost, queue: queue() });

test('a password verifies against its own hash and no other does', async () => {
  const stored = await hasher().hash('correct horse');
  expect(stored).toMatchObject({ cost: 10, pepperId: 'one' });
  expect(await hasher().verify('correct horse', stored)).toBe(true);
  expect(await hasher().verify('Correct horse', stored)).toBe(false);
  expect(await hasher().verify('correct horse', null)).toBe(false);
});

test('the whole password counts, past 72 bytes and with its spaces', async () => {
  const long = 'x'.repeat(100);
  const stored = await hasher().hash(long);
  expect(await hasher().verify(`${long.slice(0, 99)}y`, stored)).toBe(false);
  expect(await hasher().verify(`${long} `, stored)).toBe(false);
});

test('both spellings of é are one password', async () => {
  const stored = await hasher().hash('caf\u00e9-au-lait');
  expect(await hasher().verify('cafe\u0301-au-lait', stored)).toBe(true);
});

test('a hash is checked with the pepper it was made with, and is outdated once there is a newer one', async () => {
  const stored = await hasher().hash('correct horse');
  const rotated = new PasswordHasher({ peppers: [newPepper, pepper], cost: 10, queue: queue() });
  expect(await rotated.verify('correct horse', stored)).toBe(true);
  expect(rotated.isOutdated(stored)).toBe(true);
  expect(rotated.isOutdated(await rotated.hash('correct horse'))).toBe(false);
});

test('a raised cost makes a hash outdated, a lowered one does not', async () => {
  const stored = await hasher(11).hash('correct horse');
  expect(hasher(12).isOutdated(stored)).toBe(true);
  expect(hasher(10).isOutdated(stored)).toBe(false);
});

test('absurd stored parameters are no password of anybody', async () => {
  const stored = await hasher().hash('correct horse');
  expect(await hasher().verify('correct horse', { ...stored, cost: 31 })).toBe(false);
  expect(await hasher().verify('correct horse', { ...stored, cost: 4 })).toBe(false);
  expect(await hasher().verify('correct horse', { ...stored, pepperId: 'unknown' })).toBe(false);
});

test('never more tasks run than the queue allows, and a full line is turned away with a time to wait', async () => {
  const small = new HashQueue({ maxInFlight: 2, maxWaiting: 3 });
  let running = 0;
  let most = 0;
  const task = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return 'done';
  };
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => small.run(task)));
  expect(most).toBe(2);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  const [refused] = results.filter((result) => result.status === 'rejected');
  expect(refused?.reason).toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
  expect(await small.run(task)).toBe('done');
});

test('a task that fails gives its place back', async () => {
  const single = new HashQueue({ maxInFlight: 1, maxWaiting: 1 });
  await expect(single.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await single.run(async () => 'done')).toBe('done');
});

test('two threads of the pool stay free of hashes', () => {
  expect(hashesAtOnce(2, 4)).toBe(2);
  expect(hashesAtOnce(16, 4)).toBe(2);
  expect(hashesAtOnce(1, 4)).toBe(1);
  expect(hashesAtOnce(8, 2)).toBe(1);
});
