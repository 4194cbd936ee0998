import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './page-test';

const README_PICTURE = path.join(import.meta.dirname, 'sign-in.png');

test.use({ viewport: { width: 420, height: 640 }, colorScheme: 'light' });

// UPDATE_SCREENSHOT=1 npm test -- screenshot --project=pages-pglite
test('the picture in the README is small, and one of the sign-in page as it is now', async ({ page }, {
  outputPath,
}) => {
  await page.goto('/login/');
  const taken = outputPath('sign-in.png');
  await page.screenshot({ path: process.env.UPDATE_SCREENSHOT ? README_PICTURE : taken });
  const { width, height } = sizeOf(await readFile(README_PICTURE));
  expect({ width, height }).toEqual({ width: 420, height: 640 });
  expect((await stat(README_PICTURE)).size).toBeLessThan(40_000);
});

/** Of a PNG (its IHDR chunk). */
const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });
