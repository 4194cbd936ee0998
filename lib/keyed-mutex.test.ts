import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import { KeyedMutex } from './keyed-mutex';

test('tasks of one key come one after the other, those of others beside them', async () => {
  const mutex = new KeyedMutex();
  const log: string[] = [];
  const task = (name: string, milliseconds: number) => async () => {
    log.push(`${name} begins`);
    await sleep(milliseconds);
    log.push(`${name} ends`);
  };
  await Promise.all([
    mutex.runExclusive('a', task('a1', 60)),
    mutex.runExclusive('a', task('a2', 0)),
    mutex.runExclusive('b', task('b1', 20)),
  ]);
  expect(log).toEqual(['a1 begins', 'b1 begins', 'b1 ends', 'a1 ends', 'a2 begins', 'a2 ends']);
});

test('a failed task does not stand in the way of the next', async () => {
  const mutex = new KeyedMutex();
  const failing = mutex.runExclusive('a', () => Promise.reject(new Error('no')));
  const next = mutex.runExclusive('a', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});

test('a turn that comes too late is not begun, so that a long line ends at once', async () => {
  const mutex = new KeyedMutex(20);
  let begun = 0;
  const task = () => {
    begun += 1;
    return sleep(50);
  };
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => mutex.runExclusive('a', task)));
  expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'done'))).toEqual([
    'done',
    'unavailable',
    'unavailable',
    'unavailable',
    'unavailable',
  ]);
  expect(begun).toBe(1);
});
