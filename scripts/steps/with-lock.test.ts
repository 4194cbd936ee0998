import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import { withLock } from './with-lock.mjs';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'postern-lock-'));
});

test.afterEach(() => rmSync(folder, { recursive: true }));

const ignore = () => {};

test('one process at a time works, and nothing is left behind', async () => {
  let atOnce = 0;
  const seen: number[] = [];
  const work = async () => {
    atOnce += 1;
    seen.push(atOnce);
    await sleep(50);
    atOnce -= 1;
  };
  await Promise.all(Array.from({ length: 4 }, () => withLock(folder, ignore, work)));
  expect(seen).toEqual([1, 1, 1, 1]);
  expect(readdirSync(path.join(folder, '.data'))).toEqual([]);
});

test('the lock is a socket of its owner alone, in the folder; an abstract socket of the same name does not block it', async () => {
  const name = `\0postern-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  const stranger = process.platform === 'linux' ? createServer().listen(name) : null;
  const modes = await withLock(folder, ignore, async () =>
    ['.data', '.data/prepare.sock'].map((file) => statSync(path.join(folder, file)).mode & 0o777),
  );
  expect(modes).toEqual([0o700, 0o700]);
  stranger?.close();
});

test('the lock of a killed process is taken over by one process', async () => {
  const script = `
    const { withLock } = await import(${JSON.stringify(path.join(import.meta.dirname, 'with-lock.mjs'))});
    await withLock(${JSON.stringify(folder)}, () => {}, () => new Promise(() => {
      console.log('working');
      setInterval(() => {}, 1000);
    }));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  let waiting = 0;
  let atOnce = 0;
  const work = async () => {
    atOnce += 1;
    await sleep(50);
    expect(atOnce).toBe(1);
    atOnce -= 1;
  };
  const three = Promise.all(Array.from({ length: 3 }, () => withLock(folder, () => (waiting += 1), work)));
  await expect.poll(() => waiting).toBe(3);
  child.kill('SIGKILL');
  await three;
  expect(readdirSync(path.join(folder, '.data'))).toEqual([]);
});

test('a wait that is too long ends with a line that says what to stop', async () => {
  await withLock(folder, ignore, async () => {
    const late = withLock(folder, ignore, async () => 'done', 300);
    await expect(late).rejects.toThrow(
      /^Another start has been preparing this folder for \d+ minutes\. Stop the process that listens on .*prepare\.sock, and start again\.$/,
    );
  });
  expect(await withLock(folder, ignore, async () => 'done')).toBe('done');
});

test('a folder that cannot hold a socket has no lock', async () => {
  writeFileSync(path.join(folder, '.data'), '');
  expect(await withLock(folder, ignore, async () => withLock(folder, ignore, async () => 'done'))).toBe('done');
});
