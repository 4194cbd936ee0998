import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { makeFolder } from './make-folder';

test('a folder and those above it are made for this user alone, and one that is there stays as it is', () => {
  const base = mkdtempSync(path.join(tmpdir(), 'postern-folder-'));
  const mode = (folder: string) => statSync(folder).mode & 0o777;
  for (const _again of [1, 2]) {
    makeFolder(path.join(base, 'a', 'b'));
    expect([mode(path.join(base, 'a')), mode(path.join(base, 'a', 'b'))]).toEqual([0o700, 0o700]);
  }
  writeFileSync(path.join(base, 'file'), '');
  for (const name of ['file', 'file/x/y']) {
    expect(() => makeFolder(path.join(base, name))).toThrow(/file is not a folder|ENOTDIR/);
  }
  rmSync(base, { recursive: true });
});

if (process.platform === 'linux') {
  test('where a system lets no folder be made the try ends', () => {
    expect(() => makeFolder('/proc/nothing/data')).toThrow(/ENOENT/);
  });
}
