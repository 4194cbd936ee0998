import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';

const projectDir = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(projectDir, file), 'utf8');

const tests = ['lib', 'e2e']
  .flatMap((folder) =>
    readdirSync(path.join(projectDir, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(folder, file),
    ),
  )
  .filter((file) => /\.(test|spec)\.tsx?$/.test(file))
  .map(read)
  .join('\n');

test('every row of SECURITY.md names a test that exists, or says that it is not met', () => {
  const rows = read('SECURITY.md')
    .split('\n')
    .filter((line) => /^\| [RF]-?[A-Z]?\d/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const [, , , shownBy = ''] = row.split('|').map((cell) => cell.trim());
    if (shownBy === '_not met_') continue;
    expect(shownBy).toMatch(/^test: /);
    expect(tests, row).toContain(`'${shownBy.slice('test: '.length)}'`);
  }
});
