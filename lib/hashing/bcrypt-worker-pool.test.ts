import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { BcryptWorkerPool } from './bcrypt-worker-pool';

test('a hash made in one thread is checked in any', async () => {
  const threads = new BcryptWorkerPool();
  const hash = await threads.hash('correct horse', 10);
  expect(hash).toMatch(/^\$2b\$10\$/);
  const checks = ['correct horse', 'Correct horse', 'correct horse'].map((text) => threads.compare(text, hash));
  expect(await Promise.all(checks)).toEqual([true, false, true]);
});

test('what bcrypt cannot do is an error of that hash alone', async () => {
  const threads = new BcryptWorkerPool();
  const noHash = 7 as unknown as string;
  await expect(threads.compare('correct horse', noHash)).rejects.toThrow('must be a string');
  expect(await threads.hash('correct horse', 10)).toMatch(/^\$2b\$10\$/);
});

// Elsewhere than on Linux the priority is the whole process's, and is left as it is.
if (process.platform === 'linux') {
  test('hashes yield to everything else of the process', async () => {
    const threads = new BcryptWorkerPool();
    const before = niceness();
    await Promise.all([threads.hash('one', 10), threads.hash('two', 10)]);
    expect(niceness().filter((nice) => nice === 10)).toHaveLength(before.filter((nice) => nice === 10).length + 2);
    expect(niceness()[0]).toBe(before[0]);
  });

  test('a process whose priority is lower still makes hashes', async () => {
    const url = new URL('./bcrypt-worker-pool.ts', import.meta.url).href;
    const script = `
      import { BcryptWorkerPool } from ${JSON.stringify(url)};
      console.log(await new BcryptWorkerPool().hash('one', 10));
    `;
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script];
    // Root may raise a priority, unless that is taken away from it.
    const asUser = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-sys_nice'] : [];
    const [program = '', ...args] = [...asUser, 'nice', '-n', '15', ...node];
    const cwd = path.resolve(import.meta.dirname, '..', '..');
    const { stdout } = await promisify(execFile)(program, args, { cwd, timeout: 30_000 });
    expect(stdout).toMatch(/^\$2b\$10\$/);
  });
}

/** Of each thread of this process, the main one first: field 19 of proc(5). */
function niceness(): number[] {
  const threads = readdirSync('/proc/self/task').sort((one, other) => Number(one) - Number(other));
  return threads.map((id) => {
    const fields = readFileSync(`/proc/self/task/${id}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[16]);
  });
}
