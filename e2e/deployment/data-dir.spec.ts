// With PGlite alone: with PostgreSQL nothing is kept in DATA_DIR.
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { command, refused } from '../fixtures/commands';
import { freshDatabase } from '../fixtures/databases';
import { failedStart, startServer } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

const _projectDir = path.resolve(import.meta.dirname, '..', '..');

type Cause = [what: string, make: (folder: string) => Promise<string>];

const CAUSES: Cause[] = [
  ['is a file', (folder) => written(path.join(folder, 'file'))],
  ['lies under a file', async (folder) => path.join(await written(path.join(folder, 'file')), 'data')],
  [
    'has a file where the database should be',
    async (folder) => path.dirname(await written(path.join(folder, 'x', 'pglite'))),
  ],
  // Nor has any other user, root included.
  ...(process.platform === 'linux' ? [['cannot be made', async () => '/proc/nothing/data'] satisfies Cause] : []),
];

async function written(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '');
  return file;
}

test.describe('DATA_DIR', { tag: '@pglite' }, () => {
  for (const [what, make] of CAUSES) {
    test(`a DATA_DIR that ${what} stops the start with one line that says what to do`, async () => {
      const { DATA_DIR = '' } = await freshDatabase('pglite');
      const settings = { DATA_DIR: await make(DATA_DIR) };
      const line = `^Postern cannot start: DATA_DIR \\(${settings.DATA_DIR}\\) cannot be used: .*\\. Set it to a folder that`;
      const { code, output } = await failedStart(settings);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(new RegExp(`${line}[^\\n]*\\n$`)) });
    });
  }

  test('a command of an operator says in one line that nothing is there', async () => {
    const { DATA_DIR = '' } = await freshDatabase('pglite');
    const settings = { DATA_DIR: await written(path.join(DATA_DIR, 'file')) };
    expect(await command('users', ['list'], settings)).toEqual(refused(1, 'The database does not exist yet'));
  });

  test('the folder of the embedded database is its owner’s alone after each start', async () => {
    const settings = await freshDatabase('pglite');
    const folder = path.join(settings.DATA_DIR ?? '', 'pglite');
    await chmod(folder, 0o755);
    const server = await startServer(settings);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await server.stop();
  });
});
