import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { lockPglite } from './pglite-lock';

let folder: string;

test.beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'postern lock ')), 'pglite');
});

test.afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

const writeLock = (holder: unknown) =>
  writeFileSync(`${folder}.lock`, typeof holder === 'string' ? holder : JSON.stringify(holder));

const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

test('a second lock is refused, naming the pid of the holder', () => {
  lockPglite(folder);
  expect(() => lockPglite(folder)).toThrow(
    `The database in ${folder} is in use by process ${process.pid}. Stop it first, or set DATA_DIR to another folder.`,
  );
});

test('a released lock can be taken again, and leaves no file behind', () => {
  lockPglite(folder).release();
  lockPglite(folder).release();
  expect(existsSync(`${folder}.lock`)).toBe(false);
});

test('the lock of a dead process is taken over', () => {
  writeLock({ id: 'a', pid: deadPid(), startedAt: null });
  const lock = lockPglite(folder);
  expect(JSON.parse(readFileSync(`${folder}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
  lock.release();
});

test('the lock of a live process whose start is not known is respected', async () => {
  const sleeper = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 30_000)']);
  try {
    writeLock({ id: 'a', pid: sleeper.pid, startedAt: null });
    expect(() => lockPglite(folder)).toThrow(`in use by process ${sleeper.pid}.`);
  } finally {
    sleeper.kill('SIGKILL');
  }
});

// The start of a process is read from /proc.
const testOnLinux = process.platform === 'linux' ? test : () => {};

testOnLinux('a pid that was given to another process since is no holder', () => {
  writeLock({ id: 'a', pid: process.pid, startedAt: 'an-earlier-boot 1234' });
  lockPglite(folder).release();
});

test('a lock left empty by a power cut is taken over', () => {
  writeLock('');
  lockPglite(folder).release();
});

test('a lock that someone else has taken since is not released', () => {
  const lock = lockPglite(folder);
  writeLock({ id: 'another', pid: process.pid, startedAt: null });
  lock.release();
  expect(existsSync(`${folder}.lock`)).toBe(true);
});

test('the lock of a process that died while it took one over is taken over', () => {
  writeLock({ id: 'a', pid: deadPid(), startedAt: null });
  writeFileSync(`${folder}.lock.takeover`, JSON.stringify({ id: 'b', pid: deadPid(), startedAt: null }));
  lockPglite(folder).release();
  expect(readdirSync(path.dirname(folder))).toEqual([]);
});

for (const guard of ['', ', and the guard of one that died over it,']) {
  test(`of many processes that find a stale lock${guard} exactly one takes it`, async () => {
    writeLock({ id: 'a', pid: deadPid(), startedAt: null });
    if (guard) writeFileSync(`${folder}.lock.takeover`, JSON.stringify({ id: 'b', pid: deadPid(), startedAt: null }));
    expect(await takers(6)).toEqual(['refused', 'refused', 'refused', 'refused', 'refused', 'took']);
  });
}

/** What so many processes find that want the lock at once. */
async function takers(count: number): Promise<string[]> {
  const script = `
    import { lockPglite } from ${JSON.stringify(new URL('./pglite-lock.ts', import.meta.url).href)};
    try { lockPglite(process.argv[1]); console.log('took'); } catch { console.log('refused'); }
    setTimeout(() => {}, 3000);
  `;
  return (await Promise.all(Array.from({ length: count }, () => firstLine(script)))).toSorted();
}

function firstLine(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder]);
    child.stdout.once('data', (line) => resolve(String(line).trim()));
    child.stderr.on('data', (line) => reject(new Error(String(line))));
  });
}
