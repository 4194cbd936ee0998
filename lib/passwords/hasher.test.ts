import { expect, test } from 'playwright/test';
import { HashQueue } from './hash-queue';
import { HashThreads } from './hash-threads';
import { PasswordHasher } from './hasher';

const threads = new HashThreads();
const queue = () => new HashQueue({ maxInFlight: 2, maxWaiting: 100 });
const pepper = { id: 'one', secret: Buffer.alloc(32, 1) };
const newPepper = { id: 'two', secret: Buffer.alloc(32, 2) };
const hasher = (cost = 10) => new PasswordHasher({ peppers: [pepper], cost, queue: queue(), threads });

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
  const rotated = new PasswordHasher({ peppers: [newPepper, pepper], cost: 10, queue: queue(), threads });
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
