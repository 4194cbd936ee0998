import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import { createEventCounters, logAtMostEvery } from './log';

const LINES = 30_000;

/** Logs much more than is kept for a reader, tells so, and after it has been read, one line more. */
const SCRIPT = `
  import { createLog } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)};
  const log = createLog('info');
  for (let line = 1; line <= ${LINES}; line += 1) log.info({ line }, 'x'.repeat(100));
  process.stderr.write('logged');
  process.stdin.once('data', () => log.info({ line: 'last' }, 'read again'));
`;

test('lines beyond a mebibyte without a reader are dropped, and the next line has their number', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '-e', SCRIPT];
  const child = spawn(process.execPath, args, { cwd: path.resolve(import.meta.dirname, '..', '..') });
  await once(child.stderr, 'data');
  const lines: { line?: number | string; event?: string; lines?: number }[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line)));
  await expect
    .poll(async () => {
      const before = lines.length;
      await sleep(1_000);
      return lines.length > 0 && lines.length === before;
    })
    .toBe(true);
  const kept = lines.length;
  child.stdin.write('go on');
  await expect.poll(() => lines.at(-1)?.line).toBe('last');
  child.kill();
  expect(kept).toBeLessThan(LINES);
  expect(lines.slice(0, kept).map(({ line }) => line)).toEqual(Array.from({ length: kept }, (_, at) => at + 1));
  expect(lines.slice(kept)).toMatchObject([{ event: 'log_dropped', lines: LINES - kept }, { line: 'last' }]);
});

test('what happens often is told at once, then as a number, and after a rest at once again', async () => {
  const counts: number[] = [];
  const happened = logAtMostEvery((count) => counts.push(count), 50);
  happened();
  expect(counts).toEqual([1]);
  happened();
  happened();
  expect(counts).toEqual([1]);
  await expect.poll(() => counts).toEqual([1, 2]);
  await sleep(120);
  happened();
  expect(counts).toEqual([1, 2, 1]);
});

test('each counted event has a line and a number of its own', async () => {
  const told: [object, string][] = [];
  const counts = createEventCounters({ warn: (fields, words) => told.push([fields, words]) }, 50);
  counts.invalid_link();
  counts.invalid_link();
  counts.token_forged();
  counts.invalid_link();
  expect(told).toEqual([
    [{ event: 'invalid_link', count: 1 }, 'links rejected: unknown, used or expired'],
    [{ event: 'token_forged', count: 1 }, 'tokens rejected: not signed by this installation'],
  ]);
  await expect.poll(() => told.map(([fields]) => fields)).toContainEqual({ event: 'invalid_link', count: 2 });
  expect(told).toHaveLength(3);
});
