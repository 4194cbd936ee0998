import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, test } from 'playwright/test';
import { PgliteAdapterFactory } from '../pglite/adapter';
import { applyMigrations } from './engine';
import { prismaFolder } from './files';

const FOLDER = prismaFolder(path.resolve(import.meta.dirname, '..', '..', '..'));
const MIGRATION = '20261127130000_field_vocabulary';

/** The migrations before this one, in a folder of their own. */
async function earlierMigrations() {
  const migrationsDir = await mkdtemp(path.join(tmpdir(), 'postern-migrations-'));
  for (const name of await readdir(FOLDER.migrationsDir)) {
    if (name < MIGRATION) {
      await cp(path.join(FOLDER.migrationsDir, name), path.join(migrationsDir, name), { recursive: true });
    }
  }
  return { ...FOLDER, migrationsDir };
}

test('an installation of the names before keeps its links, known clients, counters and mails', async () => {
  const earlier = await earlierMigrations();
  const engine = new PGlite();
  const adapters = new PgliteAdapterFactory(() => engine);
  await applyMigrations(adapters, earlier);
  await engine.exec(`
    INSERT INTO users (id, email, created_at) VALUES ('019aa000-0000-7000-8000-000000000001', 'ada@example.com', now());
    INSERT INTO reset_tokens (id, user_id, token_hash, created_at, expires_at)
      SELECT '019aa000-0000-7000-8000-000000000002', id, '\\x01', now(), now() + interval '1 hour' FROM users;
    INSERT INTO email_links (id, user_id, purpose, email, token_hash, created_at, expires_at, used_at)
      SELECT '019aa000-0000-7000-8000-000000000003', id, 'undo', 'old@example.com', '\\x02', now(), now(), now() FROM users;
    INSERT INTO tallies (key, count, expires_at) VALUES ('\\x03', 0, now()), ('\\x04', 7, now());
    INSERT INTO queued_mails (id, state, recipient_key, created_at, expires_at, next_attempt_at)
      VALUES ('019aa000-0000-7000-8000-000000000004', 'parked', '\\x05', now(), now(), now());
    INSERT INTO audit_events (id, at, event, actor, request_id, address, agent)
      VALUES ('019aa000-0000-7000-8000-000000000005', now(), 'authn_login_success', 'client', 'r', '192.0.2.1', 'Firefox on Linux');
  `);
  expect(await applyMigrations(adapters, FOLDER)).toContain(MIGRATION);
  const rows = async (sql: string) => (await engine.query(sql)).rows;
  expect(
    await rows(
      'SELECT purpose, email, token_hash, used_at IS NULL AS is_unused FROM one_time_links ORDER BY token_hash',
    ),
  ).toEqual([
    { purpose: 'reset', email: 'ada@example.com', token_hash: new Uint8Array([1]), is_unused: true },
    { purpose: 'undo', email: 'old@example.com', token_hash: new Uint8Array([2]), is_unused: false },
  ]);
  expect(await rows('SELECT key FROM known_clients')).toEqual([{ key: new Uint8Array([3]) }]);
  expect(await rows('SELECT key, count, blocked_until FROM rate_limit_counters')).toEqual([
    { key: new Uint8Array([4]), count: 7, blocked_until: null },
  ]);
  expect(await rows('SELECT state FROM queued_mails')).toEqual([{ state: 'failed' }]);
  expect(await rows('SELECT user_agent_label FROM audit_events')).toEqual([{ user_agent_label: 'Firefox on Linux' }]);
  await expect(engine.exec("UPDATE audit_events SET user_agent_label = 'curl'")).rejects.toThrow(
    /audit event only loses/,
  );
  await engine.close();
  await rm(earlier.migrationsDir, { recursive: true });
});
