import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { readAuthSecret, readOrMakeAuthSecret } from './auth-secret';

let dataDir: string;
let file: string;

test.beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'postern secret '));
  file = path.join(dataDir, 'auth-secret');
});

test.afterEach(() => rmSync(dataDir, { recursive: true }));

test('a generated secret is kept, in a file of its owner alone and nothing beside it', () => {
  expect(readAuthSecret(dataDir)).toBeNull();
  const secret = readOrMakeAuthSecret(dataDir);
  expect(Buffer.from(secret, 'base64')).toHaveLength(32);
  expect(readOrMakeAuthSecret(dataDir)).toBe(secret);
  expect(readAuthSecret(dataDir)).toBe(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(['auth-secret']);
});

test('a draft that a kill left behind is not the secret', () => {
  writeFileSync(`${file}.0123456789ab`, 'half of');
  expect(Buffer.from(readOrMakeAuthSecret(dataDir), 'base64')).toHaveLength(32);
});

test('an emptied or cut secret file is refused by its name, and left as it is', () => {
  for (const text of ['', ' \n'.repeat(40), 'A'.repeat(31), `${'A'.repeat(31)}\n`]) {
    writeFileSync(file, text);
    for (const read of [readAuthSecret, readOrMakeAuthSecret]) {
      expect(() => read(dataDir)).toThrow(
        new RegExp(`^${file} has \\d+ bytes and must have at least 32: .* Restore it from a backup; .*delete it`),
      );
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  }
});

test('a secret file that cannot be read is an error of one line about DATA_DIR', () => {
  mkdirSync(file);
  expect(() => readAuthSecret(dataDir)).toThrow(
    /^DATA_DIR \([^\n]*\) cannot be used: EISDIR[^\n]*\. Set it to a folder/,
  );
});

test('a secret file of 32 bytes that an operator wrote is used', () => {
  writeFileSync(file, 'A'.repeat(32));
  expect(readOrMakeAuthSecret(dataDir)).toBe('A'.repeat(32));
});
