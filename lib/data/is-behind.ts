import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseLocation } from './database';
import { hashMigrations, type PrismaFolder, readMigrations } from './migration-files';
import { pgliteFolder } from './pglite-lock';

/** A start, or a question of one, waits no longer than this for PostgreSQL. */
export const CONNECT_MS = 3000;

/** Whether migrations are missing, asked cheaply: for PGlite a stamp, for PostgreSQL one query. */
export async function isBehind(location: DatabaseLocation, folder: PrismaFolder): Promise<boolean> {
  if (location.kind === 'pglite') {
    const stamp = await readFile(stampFile(location.dataDir), 'utf8').catch(() => null);
    return stamp !== (await hashMigrations(folder));
  }
  const applied = new Set(await appliedInPostgres(location.url));
  const { migrationDirectories } = await readMigrations(folder.migrationsDir);
  return migrationDirectories.some((directory) => !applied.has(directory.path));
}

export async function stampPglite(dataDir: string, folder: PrismaFolder): Promise<void> {
  await writeFile(stampFile(dataDir), await hashMigrations(folder));
}

const stampFile = (dataDir: string) => path.join(pgliteFolder(dataDir), 'postern-migrations');

async function appliedInPostgres(url: string): Promise<string[]> {
  // Imported here: with PGlite every start reads this file and none needs the driver.
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS,
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ migration_name: string }>(
      'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    return rows.map((row) => row.migration_name);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return [];
    throw error;
  } finally {
    await client.end();
  }
}

const UNDEFINED_TABLE = '42P01';
