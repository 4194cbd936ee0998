import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { openPglite } from './pglite';

let dataDir: string;

test.beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'postern pglite '));
});

test.afterEach(() => rmSync(dataDir, { recursive: true }));

test('a damaged folder is told of by its name, and is not held', async () => {
  mkdirSync(path.join(dataDir, 'pglite'));
  writeFileSync(path.join(dataDir, 'pglite', 'PG_VERSION'), 'damaged');
  const words = `The database in ${path.join(dataDir, 'pglite')} cannot be opened`;
  await expect(openPglite(dataDir)).rejects.toThrow(words);
  await expect(openPglite(dataDir)).rejects.toThrow(words);
});

test('what was written is there when it is opened again', async () => {
  const first = await openPglite(dataDir);
  await first.engine().exec('CREATE TABLE notes (id int); INSERT INTO notes VALUES (7)');
  await first.close();
  const again = await openPglite(dataDir);
  expect((await again.engine().query('SELECT id FROM notes')).rows).toEqual([{ id: 7 }]);
  await again.close();
});
