import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MIGRATION_TIMEOUTS } from '../../timeouts';
import type { DatabaseLocation, PostgresLocation } from '../database';
import { pgliteFolder } from '../pglite/lock';
import type { PostgresAccess } from '../postgres/postgres';
import { hashMigrations, type PrismaFolder, readMigrations } from './files';

/** Whether migrations are missing, asked cheaply: for PGlite a stamp, for PostgreSQL one query. */
export async function hasPendingMigrations(location: DatabaseLocation, folder: PrismaFolder): Promise<boolean> {
  if (location.kind === 'pglite') {
    const stamp = await readFile(stampFile(location.dataDir), 'utf8').catch(() => null);
    return stamp !== (await hashMigrations(folder));
  }
  return isPostgresBehind(await accessOfMigrations(location), folder);
}

export async function stampPglite(dataDir: string, folder: PrismaFolder): Promise<void> {
  await writeFile(stampFile(dataDir), await hashMigrations(folder));
}

const stampFile = (dataDir: string) => path.join(pgliteFolder(dataDir), 'postern-migrations');

/** How migrations reach the schema that the server will use. Imports late: with PGlite no start needs the driver. */
export async function accessOfMigrations({ url, migrateUrl }: PostgresLocation): Promise<PostgresAccess> {
  const { findAccess } = await import('../postgres/postgres');
  const access = await findAccess(url);
  return migrateUrl === null ? access : findAccess(migrateUrl, access.schema);
}

export async function isPostgresBehind(access: PostgresAccess, folder: PrismaFolder): Promise<boolean> {
  const applied = new Set(await appliedInPostgres(access));
  const { migrationDirectories } = await readMigrations(folder.migrationsDir);
  return migrationDirectories.some((directory) => !applied.has(directory.path));
}

async function appliedInPostgres({ config, schema }: PostgresAccess): Promise<string[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ ...config, query_timeout: MIGRATION_TIMEOUTS.pendingMs });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ migration_name: string }>(
      `SELECT migration_name FROM ${pg.escapeIdentifier(schema)}._prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
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
