import { expect, test } from 'playwright/test';
import { BcryptWorkerPool } from './bcrypt-worker-pool';
import { HashQueue } from './hash-queue';
import { PasswordHasher } from './password-hasher';

/** Costs of the checks that were made, in their order. */
let checked: number[] = [];

class CountedThreads extends BcryptWorkerPool {
  override compare(text: string, hash: string): Promise<boolean> {
    checked.push(Number(hash.slice(4, 6)));
    return super.compare(text, hash);
  }
}

const threads = new CountedThreads();
const queue = () => new HashQueue({ maxInFlight: 2, maxWaiting: 100 });
const pepper = { id: 'one', secret: Buffer.alloc(32, 1) };
const newPepper = { id: 'two', secret: Buffer.alloc(32, 2) };
const hasher = (cost = 10, storedCost: number | null = null) =>
  new PasswordHasher({ peppers: [pepper], cost, storedCost, queue: queue(), threads });

/** The rounds of a check: cost c takes 2^c. */
async function rounds(check: Promise<boolean>): Promise<number> {
  checked = [];
  await check;
  return checked.reduce((sum, cost) => sum + 2 ** cost, 0);
}

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
  const rotated = new PasswordHasher({
    peppers: [newPepper, pepper],
    cost: 10,
    storedCost: null,
    queue: queue(),
    threads,
  });
  expect(await rotated.verify('correct horse', stored)).toBe(true);
  expect(rotated.needsRehash(stored)).toBe(true);
  expect(rotated.needsRehash(await rotated.hash('correct horse'))).toBe(false);
});

test('a hash is outdated once the cost is another one, raised or lowered', async () => {
  const stored = await hasher(11).hash('correct horse');
  expect(hasher(12).needsRehash(stored)).toBe(true);
  expect(hasher(10).needsRehash(stored)).toBe(true);
  expect(hasher(11, 12).needsRehash(stored)).toBe(false);
});

test('every check takes the rounds of the highest cost, of the setting or stored, for known and unknown users', async () => {
  const [ten, eleven] = [await hasher(10).hash('correct horse'), await hasher(11).hash('correct horse')];
  for (const [cost, storedCost, expected] of [
    [11, null, 2048],
    [11, 10, 2048],
    [10, 11, 2048],
    [10, 12, 4096],
    [12, 10, 4096],
  ] as const) {
    const of = hasher(cost, storedCost).for('a client', (work) => work());
    for (const password of ['correct horse', 'Correct horse']) {
      expect(await rounds(of.verify(password, null)), `${cost}, ${storedCost}: unknown user`).toBe(expected);
      expect(await rounds(of.verify(password, ten)), `${cost}, ${storedCost}: 10`).toBe(expected);
      expect(await rounds(of.verify(password, eleven)), `${cost}, ${storedCost}: 11`).toBe(expected);
    }
    expect((await of.hash('another')).cost).toBe(cost);
  }
});

test('a higher cost that is met raises the work of every client, an absurd one does not', async () => {
  const eleven = await hasher(11).hash('correct horse');
  const lowered = hasher(10, null);
  const [one, other] = [lowered.for('one', (work) => work()), lowered.for('other', (work) => work())];
  expect(await rounds(other.verify('correct horse', { ...eleven, cost: 31 }))).toBe(1024);
  expect(await rounds(other.verify('correct horse', null))).toBe(1024);
  expect(await one.verify('correct horse', eleven)).toBe(true);
  expect(await rounds(other.verify('correct horse', null))).toBe(2048);
  lowered.noteStoredCost(31);
  lowered.noteStoredCost(10);
  expect(await rounds(lowered.verify('correct horse', null))).toBe(2048);
  lowered.noteStoredCost(12);
  expect(await rounds(other.verify('correct horse', null))).toBe(4096);
});

test('no password matches absurd stored parameters', async () => {
  const stored = await hasher().hash('correct horse');
  expect(await hasher().verify('correct horse', { ...stored, cost: 31 })).toBe(false);
  expect(await hasher().verify('correct horse', { ...stored, cost: 4 })).toBe(false);
  expect(await hasher().verify('correct horse', { ...stored, pepperId: 'unknown' })).toBe(false);
});
