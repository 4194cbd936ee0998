import { expect, test } from 'playwright/test';
import { type FoundFile, judgeDisk, judgeLeftovers, judgeModes } from './judge-files';

const file = (changes: Partial<FoundFile>): FoundFile => ({
  name: '.data/auth-secret',
  mode: 0o600,
  kind: 'secret',
  isFolder: false,
  ...changes,
});

test('files that are closed to others have no complaint', () => {
  const files = [
    file({}),
    file({ name: '.data', mode: 0o755, kind: 'data', isFolder: true }),
    file({ name: '.env', mode: 0o640, kind: 'env' }),
    file({ name: '.data/pglite', mode: 0o700, isFolder: true }),
  ];
  expect(judgeModes(files)).toMatchObject([{ level: 'ok' }]);
});

for (const [changes, found, remedy] of [
  [{ mode: 0o644 }, 'mode 0644', 'chmod 600 .data/auth-secret'],
  [{ mode: 0o640 }, 'mode 0640', 'chmod 600 .data/auth-secret'],
  [{ name: '.env', mode: 0o644, kind: 'env' }, 'mode 0644', 'chmod 600 .env'],
  [{ name: '.data/pglite', mode: 0o755, isFolder: true }, 'mode 0755', 'chmod 700 .data/pglite'],
  [{ name: '.data', mode: 0o777, kind: 'data', isFolder: true }, 'mode 0777', 'chmod 700 .data'],
] as const) {
  test(`${remedy} mends ${found}`, () => {
    expect(judgeModes([file(changes)])).toMatchObject([{ level: 'problem', found, remedy }]);
  });
}

test('what an interrupted start left behind is a note', () => {
  expect(judgeLeftovers([]).level).toBe('ok');
  expect(judgeLeftovers(['.data/pglite.new'])).toMatchObject({ level: 'note', found: '.data/pglite.new' });
});

for (const [mebibytes, level] of [
  [5000, 'ok'],
  [1024, 'ok'],
  [1023, 'note'],
  [200, 'note'],
  [199, 'problem'],
  [0, 'problem'],
] as const) {
  test(`a disk with ${mebibytes} MiB free is: ${level}`, () => {
    const finding = judgeDisk({ folder: '/data', freeBytes: mebibytes * 1024 * 1024 });
    expect(finding).toMatchObject({ level, found: `${mebibytes} MiB free in /data` });
  });
}
