import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import {
  type AccessFacts,
  judgeAccess,
  judgeClock,
  judgeConnections,
  judgeDatabase,
  tablesOfSchema,
} from './judge-database';

const HEALTHY = {
  version: '16.4',
  versionNumber: 160_004,
  schema: 'public',
  clockSeconds: 0,
  isReadOnly: false,
  maxConnections: 100,
  tables: ['_prisma_migrations', 'users'],
};
const OWN = ['users', '_prisma_migrations'];
const bad = (changes: Partial<typeof HEALTHY>) =>
  judgeDatabase({ database: { ...HEALTHY, ...changes } }, OWN).filter(({ level }) => level !== 'ok');

test('the tables of the schema are those of its models', () => {
  const file = path.resolve(import.meta.dirname, '..', '..', '..', 'prisma', 'schema.prisma');
  const names = tablesOfSchema(readFileSync(file, 'utf8'));
  for (const name of ['users', 'sessions', 'audit_events', 'queued_mails', '_prisma_migrations'])
    expect(names).toContain(name);
  expect(names).not.toContain('mail_state');
  expect(tablesOfSchema('model A {\n  id Int\n\n  @@map("as")\n}\n\nenum B {\n  b\n\n  @@map("bs")\n}\n')).toEqual([
    'as',
    '_prisma_migrations',
  ]);
});

test('a healthy database has no complaint', () => expect(bad({})).toEqual([]));

test('a database that is old, read-only or shared is told of, with both values', () => {
  expect(bad({ version: '13.2', versionNumber: 130_002 })).toMatchObject([
    { level: 'problem', found: '13.2', expected: '14 or later' },
  ]);
  expect(bad({ isReadOnly: true })).toMatchObject([{ level: 'problem', message: /read-only/ }].map(asMatching));
  expect(bad({ tables: [...OWN, 'orders', 'wp_posts'] })).toMatchObject([{ level: 'note', found: 'orders, wp_posts' }]);
});

const asMatching = ({ message, ...rest }: { level: string; message: RegExp }) => ({
  ...rest,
  message: expect.stringMatching(message),
});

const ACCESS: AccessFacts = {
  isPooled: false,
  isEncrypted: true,
  isLocal: false,
  isVerified: true,
  sslmode: 'verify-full',
};
const tls = (changes: Partial<AccessFacts>) => judgeAccess({ ...ACCESS, ...changes })[1];

test('a connection over a network is encrypted, and its certificate verified', () => {
  expect(tls({})).toMatchObject({ level: 'ok', found: 'TLS, sslmode verify-full' });
  expect(tls({ isVerified: false, sslmode: 'require' })).toMatchObject({
    level: 'note',
    found: 'TLS, sslmode require',
    expected: 'TLS, sslmode verify-full',
  });
  expect(tls({ isEncrypted: false, isVerified: false, sslmode: null })).toMatchObject({
    level: 'problem',
    found: 'no TLS, sslmode not set',
  });
  expect(tls({ isEncrypted: false, isVerified: false, isLocal: true, sslmode: null })).toMatchObject({ level: 'ok' });
});

test('a pooler is told of', () => {
  expect(judgeAccess({ ...ACCESS, isPooled: true })[0]).toMatchObject({ level: 'ok', found: 'a pooler' });
  expect(judgeAccess(ACCESS)[0]).toMatchObject({ level: 'ok', found: 'a direct connection' });
});

test('more connections than the server has room for are told of', () => {
  const judge = (workers: number, connections: number) =>
    judgeConnections({ database: HEALTHY }, { workers, connections });
  expect(judge(4, 10).level).toBe('ok');
  expect(judge(10, 10)).toMatchObject({
    level: 'note',
    found: '10 workers × 10 = 100 connections of each instance',
    expected: 'fewer than max_connections, which is 100',
  });
});

for (const [ahead, within, level] of [
  [0, 0, 'ok'],
  [-1.9, 0, 'ok'],
  [3, 1.5, 'ok'],
  [-5, 0.1, 'note'],
  [59, 0, 'note'],
  [61, 0, 'problem'],
  [-3600, 1, 'problem'],
] as const) {
  test(`a clock that is ${ahead} s ahead, give or take ${within} s, is: ${level}`, () => {
    const finding = judgeClock({ clock: { ahead_seconds: ahead, within_seconds: within } });
    expect(finding.level).toBe(level);
    expect(finding.found).toContain(ahead < 0 ? 'behind' : 'ahead');
  });
}
