import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import { inTurn } from './with-lock.mjs';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'postern-turn-'));
});

test.afterEach(() => rmSync(folder, { recursive: true }));

const ignore = () => {};

test('one at a time, and nothing is left behind', async () => {
  let atOnce = 0;
  const seen: number[] = [];
  const work = async () => {
    atOnce += 1;
    seen.push(atOnce);
    await sleep(50);
    atOnce -= 1;
  };
  await Promise.all(Array.from({ length: 4 }, () => inTurn(folder, ignore, work)));
  expect(seen).toEqual([1, 1, 1, 1]);
  expect(readdirSync(path.join(folder, '.data'))).toEqual([]);
});

test('it is in a folder and a socket of its owner alone, where a name for the whole machine keeps nobody waiting', async () => {
  const name = `\0postern-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  const stranger = process.platform === 'linux' ? createServer().listen(name) : null;
  const modes = await inTurn(folder, ignore, async () =>
    ['.data', '.data/turn.sock'].map((file) => statSync(path.join(folder, file)).mode & 0o777),
  );
  expect(modes).toEqual([0o700, 0o700]);
  stranger?.close();
});

test('that of a killed process is taken over, by one alone', async () => {
  const script = `
    const { inTurn } = await import(${JSON.stringify(path.join(import.meta.dirname, 'with-lock.mjs'))});
    await inTurn(${JSON.stringify(folder)}, () => {}, () => new Promise(() => {
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
  const three = Promise.all(Array.from({ length: 3 }, () => inTurn(folder, () => (waiting += 1), work)));
  await expect.poll(() => waiting).toBe(3);
  child.kill('SIGKILL');
  await three;
  expect(readdirSync(path.join(folder, '.data'))).toEqual([]);
});

test('a wait ends with a line that says for whom', async () => {
  await inTurn(folder, ignore, async () => {
    const late = inTurn(folder, ignore, async () => 'done', 300);
    await expect(late).rejects.toThrow(
      /^Another start has been preparing this folder for \d+ minutes\. Stop the process that listens on .*turn\.sock, and start again\.$/,
    );
  });
  expect(await inTurn(folder, ignore, async () => 'done')).toBe('done');
});

test('where there can be no socket there are no turns', async () => {
  writeFileSync(path.join(folder, '.data'), '');
  expect(await inTurn(folder, ignore, async () => inTurn(folder, ignore, async () => 'done'))).toBe('done');
});
