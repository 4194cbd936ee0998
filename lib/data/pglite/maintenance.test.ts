import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { type Database, openDatabase } from '../database';
import { maintainEmbedded } from './maintenance';

let dataDir: string;
let database: Database;

test.beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'postern-pglite-'));
  database = await openDatabase({ kind: 'pglite', dataDir });
  await database.db.$executeRaw`CREATE TABLE notes (id int PRIMARY KEY, words text)`;
});

test.afterEach(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

/** Writes 30 MB of write-ahead log, and deletes every row again. */
async function writeAndDelete({ db }: Database): Promise<void> {
  await db.$executeRaw`INSERT INTO notes SELECT id, repeat('x', 200) FROM generate_series(1, 100000) id`;
  await db.$executeRaw`DELETE FROM notes`;
}

const walFiles = () =>
  readdirSync(path.join(dataDir, 'pglite', 'pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name));

async function bytesOfTable({ db }: Database): Promise<number> {
  const [row] = await db.$queryRaw<{ bytes: number }[]>`SELECT pg_total_relation_size('notes')::int AS bytes`;
  return row?.bytes ?? 0;
}

test('files of the write-ahead log and the space of deleted rows are used again', { tag: '@slow' }, async () => {
  await writeAndDelete(database);
  await maintainEmbedded(database.db);
  const bytes = await bytesOfTable(database);
  for (let round = 0; round < 5; round += 1) {
    await writeAndDelete(database);
    await maintainEmbedded(database.db);
  }
  // Six rounds write twelve files, and ask for six times the space.
  expect(walFiles().length).toBeLessThanOrEqual(6);
  expect(await bytesOfTable(database)).toBeLessThanOrEqual(2 * bytes + 1024 * 1024);
});

test('there is a vacuum after a start, then only for many deleted rows', async () => {
  const vacuumed = async () => {
    const [row] = await database.db.$queryRaw<{ count: number }[]>`
      SELECT vacuum_count::int AS count FROM pg_stat_user_tables WHERE relname = 'notes'`;
    return row?.count;
  };
  await database.db.$executeRaw`INSERT INTO notes SELECT id FROM generate_series(1, 10000) id`;
  await maintainEmbedded(database.db);
  expect(await vacuumed()).toBe(1);
  await database.db.$executeRaw`DELETE FROM notes WHERE id <= 1500`;
  await maintainEmbedded(database.db);
  expect(await vacuumed()).toBe(1);
  await database.db.$executeRaw`DELETE FROM notes WHERE id <= 3500`;
  await maintainEmbedded(database.db);
  expect(await vacuumed()).toBe(2);
});

test('a stop is not kept waiting', async () => {
  await maintainEmbedded(database.db, AbortSignal.abort());
  const [row] = await database.db.$queryRaw<{ last: Date | null }[]>`
    SELECT last_vacuum AS last FROM pg_stat_user_tables WHERE relname = 'notes'`;
  expect(row).toEqual({ last: null });
});
