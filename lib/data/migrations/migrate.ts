import type { DatabaseLocation } from '../database';
import { PgliteAdapterFactory } from '../pglite/adapter';
import { openPglite } from '../pglite/pglite';
import { applyMigrations } from './engine';
import type { PrismaFolder } from './files';
import { accessOfMigrations, hasPendingMigrations, isPostgresBehind, stampPglite } from './pending';

/**
 * Brings the database up to the migrations of `folder`. Instances that do so at once wait for each other.
 * @param tell a line about what is waited for
 * @returns the names of the migrations applied just now.
 * @throws UnusableDatabaseError where waiting or trying again is of no use
 */
export async function migrate(
  location: DatabaseLocation,
  folder: PrismaFolder,
  tell: (line: string) => void,
): Promise<string[]> {
  if (location.kind === 'pglite') {
    return (await hasPendingMigrations(location, folder)) ? migratePglite(location.dataDir, folder) : [];
  }
  const access = await accessOfMigrations(location);
  if (!(await isPostgresBehind(access, folder))) return [];
  const { migratePostgres } = await import('./migrate-postgres'); // with PGlite no start needs the driver
  return migratePostgres(access, folder, tell);
}

async function migratePglite(dataDir: string, folder: PrismaFolder): Promise<string[]> {
  const pglite = await openPglite(dataDir);
  try {
    const applied = await applyMigrations(new PgliteAdapterFactory(pglite.engine), folder);
    await stampPglite(dataDir, folder);
    return applied;
  } finally {
    await pglite.close();
  }
}
