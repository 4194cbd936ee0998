import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import { HashQueue, hashesAtOnce } from './hash-queue';

const UNAVAILABLE = { code: 'unavailable', retryAfterSeconds: 2 };

/** Tasks that run until they are let go, in the order in which they began. */
function stage() {
  const began: string[] = [];
  const ends: (() => void)[] = [];
  return {
    began,
    task: (name: string) => () => {
      began.push(name);
      return new Promise<string>((resolve) => ends.push(() => resolve(name)));
    },
    /** Ends the eldest task, and lets what follows begin. */
    endOne: async () => {
      await sleep(0);
      ends.shift()?.();
    },
  };
}

const settled = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? 'done' : result.reason.code));

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
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => small.run('one', task)));
  expect(most).toBe(2);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  const [refused] = results.filter((result) => result.status === 'rejected');
  expect(refused?.reason).toMatchObject(UNAVAILABLE);
  expect(await small.run('one', task)).toBe('done');
});

test('clients take turns, however much one of them has waiting', async () => {
  const { began, task, endOne } = stage();
  const single = new HashQueue({ maxInFlight: 1, maxWaiting: 10 });
  const asked = ['a1', 'a2', 'a3', 'b1', 'a4', 'c1', 'b2'];
  const all = Promise.all(asked.map((name) => single.run(name.slice(0, 1), task(name))));
  for (let ended = 0; ended < asked.length; ended += 1) await endOne();
  await all;
  expect(began).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('a full queue makes room for a client with fewer tasks in it, at the cost of the client with most', async () => {
  const { began, task, endOne } = stage();
  const single = new HashQueue({ maxInFlight: 1, maxWaiting: 3 });
  const asked = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'd1', 'b2'];
  const all = Promise.allSettled(asked.map((name) => single.run(name.slice(0, 1), task(name))));
  for (let ended = 0; ended < asked.length; ended += 1) await endOne();
  // a5 finds the line full of its own; b1 and c1 take the places of a4 and a3; d1 and b2 would have no less than others.
  expect(settled(await all)).toEqual([
    'done',
    'done',
    'unavailable',
    'unavailable',
    'unavailable',
    'done',
    'done',
    'unavailable',
    'unavailable',
  ]);
  expect(began).toEqual(['a1', 'a2', 'b1', 'c1']);
});

test('a client without capacity is rejected before any work is done', async () => {
  const { task, endOne } = stage();
  const single = new HashQueue({ maxInFlight: 1, maxWaiting: 2 });
  single.assertCapacity('a');
  const all = Promise.all(['a1', 'a2', 'a3'].map((name) => single.run('a', task(name))));
  expect(() => single.assertCapacity('a')).toThrow(expect.objectContaining(UNAVAILABLE));
  expect(() => single.assertCapacity('b'), 'with less in the line than another').not.toThrow();
  await endOne();
  await endOne();
  expect(() => single.assertCapacity('a')).not.toThrow();
  await endOne();
  await all;
});

test('a client that would have to wait too long is rejected at once, by the time that hashes take', async () => {
  const { task, endOne } = stage();
  const single = new HashQueue({ maxInFlight: 1, maxWaiting: 1000, maxWaitMs: 5_000 });
  await single.run('a', () => sleep(200));
  const hasRoom = () => {
    try {
      single.assertCapacity('a');
      return true;
    } catch {
      return false;
    }
  };
  const taken: Promise<string>[] = [];
  while (hasRoom()) taken.push(single.run('a', task('a')));
  // One runs; at 200 ms each the 26th that waits could not begin within 5 s.
  expect(taken.length).toBeGreaterThan(5);
  expect(taken.length).toBeLessThanOrEqual(27);
  await expect(single.run('a', task('late'))).rejects.toMatchObject(UNAVAILABLE);
  expect(() => single.assertCapacity('b'), 'whose turn comes after one of the other').not.toThrow();
  for (let ended = 0; ended < taken.length; ended += 1) await endOne();
  expect(await Promise.all(taken)).toHaveLength(taken.length);
});

test('a task that cannot begin in time is turned away, and leaves its place to others', async () => {
  const { began, task, endOne } = stage();
  const single = new HashQueue({ maxInFlight: 1, maxWaiting: 1, maxWaitMs: 20 });
  const first = single.run('a', task('a1'));
  await expect(single.run('a', task('a2'))).rejects.toMatchObject(UNAVAILABLE);
  const third = single.run('b', task('b1'));
  await endOne();
  await endOne();
  expect(await Promise.all([first, third])).toEqual(['a1', 'b1']);
  expect(began).toEqual(['a1', 'b1']);
});

test('a task that fails gives its place back', async () => {
  const single = new HashQueue({ maxInFlight: 1, maxWaiting: 1 });
  await expect(single.run('one', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await single.run('one', async () => 'done')).toBe('done');
});

test('there are as many hashes at once as cores, and no more than sixteen', () => {
  expect([1, 2, 16, 64].map(hashesAtOnce)).toEqual([1, 2, 16, 16]);
});
