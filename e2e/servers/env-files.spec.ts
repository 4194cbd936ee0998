// Of the project's own folder every other test would notice: these run in one that looks like it.
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { refused, run } from '../fixtures/commands';
import { freshDatabase } from '../fixtures/databases';
import { environment } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

const projectDir = path.resolve(import.meta.dirname, '..', '..');

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'postern-env-'));
  for (const name of await readdir(projectDir)) {
    if (name === 'scripts') await cp(path.join(projectDir, name), path.join(folder, name), { recursive: true });
    else if (!name.startsWith('.')) await symlink(path.join(projectDir, name), path.join(folder, name));
  }
});

test.afterEach(() => rm(folder, { recursive: true }));

/** Root reads every file, unless it gave that up. */
const [SETPRIV, ...WITHOUT] = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];

const canGiveUpReading = (): boolean => {
  if (process.getuid?.() !== 0) return process.platform !== 'win32';
  try {
    execFileSync(SETPRIV ?? '', [...WITHOUT, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** `npm start`, `npm run dev` or `npm run users -- list` there. */
async function runThere(script: 'start.mjs' | 'dev.mjs' | 'users.ts', isPlainUser: boolean) {
  const args = script === 'users.ts' ? ['--import', 'tsx', `scripts/${script}`, 'list'] : [`scripts/${script}`];
  const command = [process.execPath, ...args];
  const [program = '', ...rest] =
    isPlainUser && process.getuid?.() === 0 ? [SETPRIV ?? '', ...WITHOUT, ...command] : command;
  return run(program, rest, { cwd: folder, env: environment(await freshDatabase('pglite')) });
}

type Cause = [what: string, make: (file: string) => Promise<unknown>, code: string];

const CAUSES: Cause[] = [
  ['is a folder', (file) => mkdir(file), 'EISDIR'],
  ['is a link that leads nowhere', (file) => symlink('/nowhere/postern.env', file), 'ENOENT'],
];
const FORBIDDEN: Cause = [
  'may not be read',
  async (file) => {
    await writeFile(file, 'APP_NAME=Example\n');
    await chmod(file, 0o000);
  },
  'EACCES',
];

for (const [what, make, code] of canGiveUpReading() ? [...CAUSES, FORBIDDEN] : CAUSES) {
  for (const name of ['.env', '.env.production.local']) {
    test(`${name} that ${what} stops the start and the commands with one line that names it`, async () => {
      await make(path.join(folder, name));
      const line = `${name} is there and cannot be read \\(${code}\\)\\. Make it a readable file, or remove it`;
      expect(await runThere('start.mjs', code === 'EACCES')).toEqual(refused(1, `^Postern cannot start: ${line}`));
      expect(await runThere('users.ts', code === 'EACCES')).toEqual(refused(1, `A setting cannot be used: ${line}`));
    });
  }
}

test('npm run dev is stopped by the files of development, and not by those of production', async () => {
  await mkdir(path.join(folder, '.env.production'));
  await mkdir(path.join(folder, '.env.development.local'));
  expect(await runThere('dev.mjs', false)).toEqual(refused(1, '.env.development.local is there and cannot be read'));
});
