import type { Transaction } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { firstColumn } from '../statements';
import { UnusableDatabaseError } from '../unusable-database-error';

const HISTORY = '_prisma_migrations';

/**
 * Makes sure that what is in the schema is ours, or nothing: tables of the same names may belong to another application, and migrations
 * of others are not ours to judge. What an extension made does not count.
 * @param ours the names of our migrations
 * @throws UnusableDatabaseError
 */
export async function requireOwnTables(tx: Transaction, schema: string, ours: readonly string[]): Promise<void> {
  const tables = await tablesIn(tx, schema);
  const history = tables.includes(HISTORY) ? await historyIn(tx, schema) : { applied: [], failed: [], undone: [] };
  const isOurs = (name: string) => ours.includes(name);
  if (history.applied.some(isOurs)) {
    const foreign = history.failed.find((name) => !isOurs(name));
    if (foreign !== undefined) throw new UnusableDatabaseError(failedThere(schema, foreign));
    return;
  }
  const others = tables.filter((name) => name !== HISTORY);
  const migrations = [...history.applied, ...history.failed, ...history.undone].filter((name) => !isOurs(name));
  const found = others[0] ?? (migrations.length > 0 ? HISTORY : undefined);
  if (found !== undefined) throw new UnusableDatabaseError(occupied(schema, found));
}

const occupied = (schema: string, table: string) =>
  `The schema ${schema} has tables that Postern did not create, such as ${table}. Nothing was changed: point ` +
  'DATABASE_URL to an empty database, or add ?schema=NAME for a schema of its own, which is created if necessary.';

const failedThere = (schema: string, migration: string) =>
  `The schema ${schema} is shared with another application, whose migration ${migration} has failed: Prisma ` +
  'applies no migration there until that application has resolved it.';

/** Tables, views and the like. */
const tablesIn = (tx: Transaction, schema: string): Promise<string[]> =>
  firstColumn(
    tx,
    `SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ${pg.escapeLiteral(schema)} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (
       SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
     ) ORDER BY 1`,
  );

async function historyIn(tx: Transaction, schema: string) {
  const named = (where: string) =>
    firstColumn(tx, `SELECT migration_name::text FROM ${pg.escapeIdentifier(schema)}.${HISTORY} WHERE ${where}`);
  return {
    applied: await named('finished_at IS NOT NULL AND rolled_back_at IS NULL'),
    failed: await named('finished_at IS NULL AND rolled_back_at IS NULL'),
    undone: await named('rolled_back_at IS NOT NULL'),
  };
}
