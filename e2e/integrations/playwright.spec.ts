import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchOptions } from '../../scripts/tools/chromium.mjs';
import { guideBlock, withReplacements } from '../fixtures/guide';
import { expect, test, urlOf } from './example-test';

const projectDir = path.resolve(import.meta.dirname, '..', '..');

test.describe('the fixtures for Playwright', { tag: ['@any-database', '@slow'] }, () => {
  for (const type of ['commonjs', 'module']) {
    test(`extend the test of an app with a Playwright of its own, a package of type ${type}`, async ({
      server,
      example,
    }) => {
      const folder = await example('playwright');
      await folder.run('npm', ['pkg', 'set', `type=${type}`]);
      await folder.run('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--prefer-offline']);
      const guide = await guideBlock('testing.md', 'ts', 'import { expect, test as base }');
      const spec = withReplacements(guide, [
        ['../postern', projectDir],
        ['http://localhost:3000', urlOf(server)],
      ]);
      await writeFile(path.join(folder.path, 'app.spec.ts'), spec);
      const config = `module.exports = ${JSON.stringify({ use: { launchOptions: launchOptions() } })};`;
      await writeFile(path.join(folder.path, 'playwright.config.cjs'), config);
      const args = ['playwright', 'test', '-c', 'playwright.config.cjs', '--reporter=line'];
      expect(await folder.run('npx', args)).toContain('2 passed');
    });
  }
});
