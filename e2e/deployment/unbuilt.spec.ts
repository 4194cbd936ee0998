import { run } from '../fixtures/commands';
import { copyProject } from '../fixtures/copied-project';
import { emptyDatabase, freshDatabase } from '../fixtures/databases';
import { environment, type Settings } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

/** What a start asks before its slow steps. */
const READ_SETTINGS = `
  const { readSettings } = await import('./scripts/steps/settings.mjs');
  console.log(JSON.stringify(await readSettings()));
`;

test.describe('a start without a build', { tag: '@postgres' }, () => {
  test('asks PostgreSQL whether migrations are missing', async () => {
    const copy = await copyProject();
    const mustMigrate = async (settings: Settings) => {
      const args = ['--input-type=module', '--eval', READ_SETTINGS];
      const { code, stdout, stderr } = await run(process.execPath, args, {
        cwd: copy.folder,
        env: environment(settings),
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout).mustMigrate;
    };
    expect(await mustMigrate(await freshDatabase('postgres'))).toBe(false);
    expect(await mustMigrate(await emptyDatabase('postgres'))).toBe(true);
    await copy.remove();
  });
});
