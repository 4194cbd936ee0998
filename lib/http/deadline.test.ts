import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import { Deadline } from './deadline';

const UNAVAILABLE = { code: 'unavailable', retryAfterSeconds: 1 };
const never = () => new Promise<never>(() => {});

test('work in time is waited for, and its error is its own', async () => {
  const deadline = new Deadline(10_000);
  expect(await deadline.race(Promise.resolve('done'))).toBe('done');
  await expect(deadline.race(Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('work that takes longer is a request to try again later', async () => {
  await expect(new Deadline(20).race(never())).rejects.toMatchObject(UNAVAILABLE);
});

test('what comes first leaves less to what comes next, and what is between them does not count', async () => {
  const deadline = new Deadline(1_500);
  await deadline.race(sleep(700));
  await sleep(1_500);
  expect(await deadline.race(sleep(10, 'done'))).toBe('done');
  await expect(deadline.race(sleep(1_200))).rejects.toMatchObject(UNAVAILABLE);
  await expect(deadline.race(sleep(100))).rejects.toMatchObject(UNAVAILABLE);
});

test('what does not count takes nothing away, and no change begins once it is too late', async () => {
  const deadline = new Deadline(1_000);
  expect(await deadline.race(deadline.exclude(() => sleep(1_200, 'done')))).toBe('done');
  deadline.signal.throwIfAborted();
  let begun = 0;
  const late = (async () => {
    await sleep(1_200);
    deadline.signal.throwIfAborted();
    begun += 1;
  })();
  await expect(deadline.race(late)).rejects.toMatchObject(UNAVAILABLE);
  await expect(late).rejects.toMatchObject(UNAVAILABLE);
  expect(begun).toBe(0);
});

test('the signal is aborted with the error that the client gets', async () => {
  const deadline = new Deadline(20);
  expect(deadline.signal.aborted).toBe(false);
  const told = await deadline.race(never()).catch((error: unknown) => error);
  expect(told).toMatchObject(UNAVAILABLE);
  expect(deadline.signal.reason).toBe(told);
});

test('the signal is aborted by work that took too long, though it came before the timer', async () => {
  const deadline = new Deadline(20);
  const blocking = Promise.resolve().then(() => {
    const until = performance.now() + 50;
    while (performance.now() < until);
    return 'done';
  });
  expect(await deadline.race(blocking)).toBe('done');
  expect(() => deadline.signal.throwIfAborted()).toThrow(expect.objectContaining(UNAVAILABLE));
});
