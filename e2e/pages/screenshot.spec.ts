import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './page-test';

const README_PICTURE = join(import.meta.dirname, '..', '..', 'docs', 'sign-in.png');

test.describe('screenshot', { tag: '@any-database' }, () => {
  test.use({ viewport: { width: 420, height: 640 }, colorScheme: 'light' });

  // UPDATE_SCREENSHOT=1 npm test -- screenshot --project=pages-pglite
  test('the picture in the README is there, small, and as large as one of the sign-in page', async ({ page }, info) => {
    await page.goto('/login/');
    const path = process.env.UPDATE_SCREENSHOT ? README_PICTURE : info.outputPath('sign-in.png');
    const taken = await page.screenshot({ path });
    expect(sizeOf(await readFile(README_PICTURE))).toEqual(sizeOf(taken));
    expect((await stat(README_PICTURE)).size).toBeLessThan(40_000);
  });

  /** Of a PNG (its IHDR chunk). */
  const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });
});
