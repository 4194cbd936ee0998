// Of the project's own folder every other test would notice: these run in one that looks like it.
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mailbox, registered } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { refused, run } from '../fixtures/commands';
import { type CopiedProject, copyBuiltProject, copyProject } from '../fixtures/copied-project';
import { emptyDatabase, freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { end, spawnKept } from '../fixtures/processes';
import { readinessOf } from '../fixtures/readiness';
import { environment } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

const projectDir = path.resolve(import.meta.dirname, '..', '..');
const PROGRAMS = path.join('.next', 'programs');
/** What `npm run users` runs, as the build compiled it. */
const USERS = path.join(PROGRAMS, 'users.mjs');

let copy: CopiedProject;
let folder: string;

test.describe('.env files', { tag: ['@pglite', '@slow'] }, () => {
  test.beforeEach(async () => {
    copy = await copyProject();
    folder = copy.folder;
    await cp(path.join(projectDir, PROGRAMS), path.join(folder, PROGRAMS), { recursive: true });
  });

  test.afterEach(() => copy.remove());

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
  async function runThere(script: string, isPlainUser: boolean) {
    const command = [process.execPath, script, ...(script === USERS ? ['list'] : [])];
    const [program = '', ...rest] =
      isPlainUser && process.getuid?.() === 0 ? [SETPRIV ?? '', ...WITHOUT, ...command] : command;
    return run(program, rest, { cwd: folder, env: environment(await emptyDatabase('pglite')) });
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
        const line = `${name} exists but cannot be read \\(${code}\\)\\. Make it a readable file, or remove it`;
        expect(await runThere('scripts/start.mjs', code === 'EACCES')).toEqual(
          refused(1, `^Postern cannot start: ${line}`),
        );
        expect(await runThere(USERS, code === 'EACCES')).toEqual(refused(1, `Invalid setting: ${line}`));
      });
    }
  }

  test('npm run dev is stopped by the files of development, and not by those of production', async () => {
    await mkdir(path.join(folder, '.env.production'));
    await mkdir(path.join(folder, '.env.development.local'));
    expect(await runThere('scripts/dev.mjs', false)).toEqual(
      refused(1, '.env.development.local exists but cannot be read'),
    );
  });

  test('a value of .env is what stands there, for the server and the commands, and no business of npm ci or the build', async () => {
    const { folder: built, buildEnvironment, remove } = await copyBuiltProject();
    const name = 'pa$sword#1 $HOME "q" \\n';
    const secret = `s$cret#${'0123456789abcdef'.repeat(2)} \\$x "q" \\`;
    await writeFile(path.join(built, '.env'), `APP_NAME='${name}'\nAUTH_SECRET='${secret}'\nOTHER_SECRET=$x\n`);
    // npm start is production, whatever the shell says.
    await writeFile(path.join(built, '.env.development'), 'APP_NAME=Development\n');
    const port = `${await freePort()}`;
    const settings = {
      ...(await freshDatabase('pglite')),
      PORT: port,
      NODE_ENV: 'development',
      METRICS_TOKEN: 'secret',
    };
    const options = { cwd: built, env: environment(settings) };
    const server = spawnKept(process.execPath, ['scripts/start.mjs'], { ...options, stdio: 'ignore' });
    const client = new Client(`http://127.0.0.1:${port}`);
    await expect.poll(readinessOf(client), { timeout: 60_000 }).toBe(200);
    const { email } = await registered(client);
    const [mail] = await mailbox(client, email);
    expect(mail?.subject).toContain(name);
    expect(await end(server, 'SIGTERM')).toBe(0);

    const list = (AUTH_SECRET: Record<string, string>) =>
      run(process.execPath, [USERS, 'list', '--json'], {
        cwd: built,
        env: environment({ ...settings, NODE_ENV: 'production', ...AUTH_SECRET }),
      });
    const listed = { code: 0, stdout: expect.stringContaining(email), stderr: '' };
    expect(await list({})).toEqual(listed);
    await rm(path.join(built, '.env'));
    expect(await list({ AUTH_SECRET: secret })).toEqual(listed);
    expect(await list({ AUTH_SECRET: secret.replace('$x', '') })).toEqual(refused(1, 'AUTH_SECRET'));

    const known = await buildEnvironment();
    expect(known).toMatchObject({ NODE_ENV: 'production', PATH: process.env.PATH });
    expect(JSON.stringify(known)).not.toMatch(/METRICS_TOKEN|DATA_DIR|AUTH_SECRET|OTHER_SECRET|s\$cret/);
    await remove();
  });

  test('npm ci is given no setting', async () => {
    await rm(path.join(folder, 'node_modules'));
    await writeFile(
      path.join(folder, 'npm.cjs'),
      "require('node:fs').writeFileSync('npm.json', JSON.stringify(process.env)); process.exit(1)",
    );
    const secrets = {
      AUTH_SECRET: 's'.repeat(32),
      DATABASE_URL: 'postgresql://u:secret@h/d',
      PGPASSWORD: 'secret',
      SMTP_URL: 'smtp://u:secret@h',
    };
    const env = environment({
      ...secrets,
      npm_execpath: path.join(folder, 'npm.cjs'),
      npm_config_registry: 'https://r.example',
    });
    const { code, stderr } = await run(process.execPath, ['scripts/start.mjs'], { cwd: folder, env });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'Check the connection to the npm registry and start again.\n',
    });
    const known = JSON.parse(await readFile(path.join(folder, 'npm.json'), 'utf8'));
    expect(known).toMatchObject({ PATH: process.env.PATH, npm_config_registry: 'https://r.example' });
    expect(Object.keys(known).filter((name) => name in secrets || name === 'BCRYPT_COST')).toEqual([]);
  });
});
