import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'playwright/test';
import { lockPglite } from './lock';
import { placeOf } from './lock-holder';

let folder: string;
let children: ChildProcess[];
/** The lock as JavaScript: a process starts with it in a third of the time that the source takes. */
let compiled: string;

test.beforeAll(async () => {
  compiled = path.join(mkdtempSync(path.join(tmpdir(), 'postern-lock-')), 'lock.mjs');
  const entryPoints = [path.join(import.meta.dirname, 'lock.ts')];
  await build({ entryPoints, outfile: compiled, bundle: true, format: 'esm', platform: 'node', target: 'node20' });
});

test.afterAll(() => rmSync(path.dirname(compiled), { recursive: true }));

test.beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'postern lock ')), 'pglite');
  children = [];
});

test.afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(path.dirname(folder), { recursive: true });
});

/** One that listens nowhere, in this place. */
const HOLDER = { id: 'a', pid: 4321, host: 'another-host', place: 'another-boot 1', listens: false };
const BEAT_MS = 50;

const writeLock = (holder: unknown, file = `${folder}.lock`) =>
  writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder));
const readLock = () => JSON.parse(readFileSync(`${folder}.lock`, 'utf8'));

/** Takes and releases it. @returns the lines that said what was waited for */
async function takeLock(): Promise<string[]> {
  const lines: string[] = [];
  (await lockPglite(folder, { beatMs: BEAT_MS, onWait: (line) => lines.push(line) })).release();
  return lines;
}

/** Another process, which takes the lock and then does `more`. */
function startHolder(more = '', options = { beatMs: BEAT_MS }) {
  const script = `
    import { lockPglite } from ${JSON.stringify(pathToFileURL(compiled).href)};
    let lock;
    try {
      lock = await lockPglite(process.argv[1], ${JSON.stringify(options)});
      console.log('took');
    } catch {
      console.log('refused');
    }
    setInterval(() => {}, 1000);
    ${more}
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder]);
  children.push(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const said = once(child.stdout, 'data').then(([line]) => String(line).trim());
  return { child, said, ended: once(child, 'close'), errors: () => errors };
}

async function killedHolder(): Promise<void> {
  const { child, said, ended } = startHolder();
  expect(await said).toBe('took');
  child.kill('SIGKILL');
  await ended;
}

test('a second lock is refused, naming the process and the host of the holder', async () => {
  const lock = await lockPglite(folder);
  await expect(lockPglite(folder)).rejects.toThrow(
    `The database in ${folder} is in use by process ${process.pid} on ${hostname()}. Stop it first, or set DATA_DIR to another folder.`,
  );
  lock.release();
});

test('a released lock can be taken again, and leaves no file behind', async () => {
  expect([await takeLock(), await takeLock()]).toEqual([[], []]);
  expect(readdirSync(path.dirname(folder))).toEqual([]);
});

// Elsewhere a dead process cannot be told from one of another kernel but by its heartbeat.
const testOnLinux = process.platform === 'linux' ? test : () => {};

testOnLinux('the lock of a dead process is taken over at once, and nothing of it is left', async () => {
  await killedHolder();
  expect(readdirSync(path.dirname(folder))).toHaveLength(2);
  expect(await takeLock()).toEqual([]);
  expect(readdirSync(path.dirname(folder))).toEqual([]);
});

testOnLinux('a process that stands still keeps its lock, however long', async () => {
  const { child, said } = startHolder();
  await said;
  child.kill('SIGSTOP');
  utimesSync(`${folder}.lock`, 0, 0);
  await expect(takeLock()).rejects.toThrow(`in use by process ${child.pid} on ${hostname()}.`);
});

testOnLinux('a path that is too long for a socket does not keep the holder from listening', async () => {
  folder = path.join(path.dirname(folder), 'd'.repeat(200), 'pglite');
  mkdirSync(path.dirname(folder));
  const lock = await lockPglite(folder);
  expect(readLock()).toMatchObject({ listens: true });
  await expect(takeLock()).rejects.toThrow('in use by process');
  lock.release();
  expect(readdirSync(path.dirname(folder))).toEqual([]);
  folder = path.dirname(folder);
});

testOnLinux('a child that inherits the socket holds the lock after its parent died', async () => {
  const { ended, child } = startHolder(`
    const { spawn } = await import('node:child_process');
    const heir = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      stdio: ['ignore', 'ignore', 'ignore', lock.descriptor],
      detached: true,
    });
    // As text: a number may come in color.
    console.log('heir ' + heir.pid);
  `);
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  await expect.poll(() => output, { timeout: 30_000 }).toMatch(/heir \d+\n/);
  const heirPid = Number(/heir (\d+)/.exec(output)?.[1]);
  child.kill('SIGKILL');
  await ended;
  await expect(takeLock()).rejects.toThrow(`in use by process ${child.pid} on`);
  process.kill(heirPid, 'SIGKILL');
  await expect.poll(() => takeLock().catch(String)).toEqual([]);
});

for (const [whose, holder] of [
  ['of another kernel', HOLDER],
  ['of another kernel whose socket is refused here', { ...HOLDER, listens: true }],
  ['that cannot listen', { ...HOLDER, place: placeOf(tmpdir()) }],
  ['whose socket was removed', { ...HOLDER, place: placeOf(tmpdir()), listens: true }],
] as const) {
  test(`the lock of a process ${whose} is respected while its heartbeat goes on`, async () => {
    writeLock(holder);
    if (whose.endsWith('here')) await leaveDeadSocket(`${folder}.lock.a.sock`);
    const beating = setInterval(() => utimesSync(`${folder}.lock`, new Date(), new Date()), BEAT_MS);
    await expect(takeLock()).rejects.toThrow('in use by process 4321 on another-host.');
    clearInterval(beating);
    expect(readLock()).toEqual(holder);
  });

  test(`the lock of a process ${whose} is taken over once its heartbeat has stayed away, and that is told`, async () => {
    writeLock(holder);
    if (whose.endsWith('here')) await leaveDeadSocket(`${folder}.lock.a.sock`);
    expect(await takeLock()).toEqual([
      `Checking for 1 s whether process 4321 on another-host still uses the database in ${folder}.`,
    ]);
    expect(readdirSync(path.dirname(folder))).toEqual([]);
  });
}

/** As a process leaves it that is killed. */
async function leaveDeadSocket(file: string): Promise<void> {
  const script = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script, file]), 'close');
  expect(existsSync(file)).toBe(true);
}

test('a lock that is released while it is watched is free', async () => {
  writeLock(HOLDER);
  const taking = takeLock();
  setTimeout(() => unlinkSync(`${folder}.lock`), BEAT_MS);
  expect(await taking).toHaveLength(1);
});

for (const text of ['', '{"id":', 'null', '{"id":"0d0a","pid":7,"startedAt":null}']) {
  test(`a lock that says ${JSON.stringify(text)} is taken over after a while`, async () => {
    writeLock(text);
    expect(await takeLock()).toEqual([expect.stringContaining('whether another process still uses the database in')]);
  });
}

test('a lock that another process has taken since is not released', async () => {
  const lock = await lockPglite(folder);
  writeLock(HOLDER);
  lock.release();
  expect(readLock()).toEqual(HOLDER);
});

test('the lock of a process that died while it took one over is taken over', async () => {
  writeLock(HOLDER);
  writeLock({ ...HOLDER, id: 'b' }, `${folder}.lock.takeover`);
  await takeLock();
  expect(readdirSync(path.dirname(folder))).toEqual([]);
});

for (const guard of ['', ', and the guard of one that died over it,']) {
  test(`of many processes that find a stale lock${guard} exactly one takes it`, { tag: '@slow' }, async () => {
    writeLock(HOLDER);
    if (guard) writeLock({ ...HOLDER, id: 'b' }, `${folder}.lock.takeover`);
    const takers = Array.from({ length: 6 }, () => startHolder().said);
    expect((await Promise.all(takers)).toSorted()).toEqual([...Array(5).fill('refused'), 'took']);
  });
}

testOnLinux(
  'of many processes that find the lock of a dead one in this place exactly one takes it',
  { tag: '@slow' },
  async () => {
    await killedHolder();
    const takers = Array.from({ length: 6 }, () => startHolder().said);
    expect((await Promise.all(takers)).toSorted()).toEqual([...Array(5).fill('refused'), 'took']);
  },
);

const LOST: [how: string, lose: () => void, words: string][] = [
  ['finds the id of another', () => writeLock(HOLDER), 'process 4321 on another-host has taken the lock of'],
  ['finds no lock', () => unlinkSync(`${folder}.lock`), 'the lock of'],
];

for (const [how, lose, words] of LOST) {
  test(`a holder that ${how} ends at once, with one line`, async () => {
    const { said, ended, errors } = startHolder();
    await said;
    lose();
    expect(await ended).toEqual([1, null]);
    expect(errors()).toMatch(new RegExp(`^Postern stops: ${words} [^\\n]*\\n$`));
  });
}

test('a holder whose main thread is busy renews its heartbeat, and is ended when its lock is another’s', async () => {
  const { said, ended, errors } = startHolder('for (;;);');
  await said;
  const before = readFileSync(`${folder}.lock`, 'utf8');
  await expect(takeLock()).rejects.toThrow('in use');
  utimesSync(`${folder}.lock`, 0, 0);
  await expect.poll(() => Date.now() - timeOfLock()).toBeLessThan(60_000);
  expect(readFileSync(`${folder}.lock`, 'utf8')).toBe(before);
  writeLock(HOLDER);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(errors()).toMatch(/^Postern stops: the lock of [^\n]* is another process's, or gone\.\n$/);
});

test('a holder that wakes finds out before its next message that its lock is another’s', async () => {
  // Its thread would look in an hour: what is seen here is the look before the message.
  const { child, said, ended, errors } = startHolder(
    `process.on('SIGUSR2', () => {
       const now = Date.now;
       Date.now = () => now() + 2 * 3_600_000;
       lock.requireHeld();
       console.error('goes on');
     });
     console.log('ready');`,
    { beatMs: 3_600_000 },
  );
  expect(await said).toMatch(/^took/);
  if (!(await said).includes('ready')) await once(child.stdout, 'data');
  writeLock(HOLDER);
  child.kill('SIGUSR2');
  expect(await ended).toEqual([1, null]);
  expect(errors()).toMatch(/^Postern stops: process 4321 on another-host has taken the lock of [^\n]*\n$/);
});

const timeOfLock = () => statSync(`${folder}.lock`).mtimeMs;
