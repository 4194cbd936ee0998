import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import type {
  DriverAdapterError,
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  Transaction,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { MIGRATION_TIMEOUTS } from '../../timeouts';
import { type PostgresAccess, transactionSettings } from '../postgres/postgres';
import { firstColumn, statement } from '../statements';
import { UnusableDatabaseError } from '../unusable-database-error';
import { applyMigrations } from './engine';
import { type PrismaFolder, readMigrations } from './files';
import { requireOwnTables } from './foreign-tables';

const SETTINGS = {
  statement_timeout: `${MIGRATION_TIMEOUTS.statementMs}`,
  lock_timeout: `${MIGRATION_TIMEOUTS.lockMs}`,
  idle_in_transaction_session_timeout: `${MIGRATION_TIMEOUTS.idleInTransactionMs}`,
};

/**
 * Applies what has not been applied yet, all of it in one transaction on one connection: what fails leaves nothing
 * behind, and behind a pooler neither lock nor setting stays with the client that gets the server's connection next.
 * @param tell a line about what is waited for
 * @throws UnusableDatabaseError
 */
export async function migratePostgres(
  { config, schema }: PostgresAccess,
  folder: PrismaFolder,
  tell: (line: string) => void,
): Promise<string[]> {
  const pool = new pg.Pool({ ...config, max: 1, query_timeout: MIGRATION_TIMEOUTS.answerMs });
  pool.on('error', () => {});
  try {
    const adapter = await new PrismaPg(pool, { schema }).connect();
    const tx = await adapter.startTransaction();
    try {
      await tx.executeRaw(statement(transactionSettings(schema, SETTINGS)));
      const applied = await applyIn(tx, adapter, { schema, folder, tell });
      await tx.executeRaw(statement('COMMIT'));
      return applied;
    } catch (error) {
      await tx.executeRaw(statement('ROLLBACK')).catch(() => undefined);
      throw error;
    } finally {
      await tx.commit(); // of the driver: it gives the connection back
    }
  } finally {
    await pool.end();
  }
}

type Work = { schema: string; folder: PrismaFolder; tell: (line: string) => void };

async function applyIn(tx: Transaction, adapter: SqlDriverAdapter, { schema, folder, tell }: Work): Promise<string[]> {
  for (const lock of [TURN, PRISMAS_LOCK]) await takeTurn(tx, lock, tell);
  const { migrationDirectories } = await readMigrations(folder.migrationsDir);
  const failures: unknown[] = [];
  try {
    await makeSchema(tx, schema);
    await requireOwnTables(
      tx,
      schema,
      migrationDirectories.map((directory) => directory.path),
    );
    await tx.executeRaw(statement(HISTORY));
    return await applyMigrations(engineIn(tx, adapter, failures), folder);
  } catch (error) {
    throw unusable([error, ...failures], schema) ?? error;
  }
}

/** Any number that nothing else locks in this database. */
const TURN = 0x706f_7374;
/** What Prisma's engine locks for as long as its connection lasts, as in `prisma migrate deploy`. */
const PRISMAS_LOCK = 72_707_369;

const LOOK_MS = 200;

/** Until the end of the transaction. One instance migrates, the others wait and find nothing left to do. */
async function takeTurn(tx: Transaction, lock: number, tell: (line: string) => void): Promise<void> {
  const deadline = Date.now() + MIGRATION_TIMEOUTS.turnMs;
  for (let isTold = false; ; isTold = true) {
    const [taken] = await firstColumn(tx, `SELECT pg_try_advisory_xact_lock(${lock})::text`);
    if (taken === 'true') return;
    if (Date.now() > deadline) throw new UnusableDatabaseError(await held(tx, lock));
    if (!isTold) tell('another process is migrating this database');
    await sleep(LOOK_MS);
  }
}

async function held(tx: Transaction, lock: number): Promise<string> {
  const pids = await firstColumn(
    tx,
    `SELECT pid::text FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = ${lock}
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return (
    `Another connection (PostgreSQL process ${pids.join(', ') || 'unknown'}) has held the migration lock for ` +
    `${MIGRATION_TIMEOUTS.turnMs / 1000} s: start again once it is done, or end it with SELECT pg_terminate_backend(${pids[0] ?? 'PID'}).`
  );
}

/** Looked for first: to make one that is there may be forbidden. */
async function makeSchema(tx: Transaction, schema: string): Promise<void> {
  const found = await firstColumn(
    tx,
    `SELECT nspname::text FROM pg_namespace WHERE nspname = ${pg.escapeLiteral(schema)}`,
  );
  if (found.length === 0) await tx.executeRaw(statement(`CREATE SCHEMA ${pg.escapeIdentifier(schema)}`));
}

/** As Prisma's engine makes it, which takes a schema for another application's when an extension has tables there. */
const HISTORY = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

/**
 * Everything that the engine asks, in the transaction, where a statement that fails must not end it.
 * @param failures takes the driver's own errors, of which the engine passes on the words
 */
function engineIn(
  tx: Transaction,
  adapter: SqlDriverAdapter,
  failures: unknown[],
): SqlMigrationAwareDriverAdapterFactory {
  async function saved<Result>(work: () => Promise<Result>): Promise<Result> {
    await tx.executeRaw(statement('SAVEPOINT engine'));
    try {
      const result = await work();
      await tx.executeRaw(statement('RELEASE engine'));
      return result;
    } catch (error) {
      failures.push(error);
      await tx.executeRaw(statement('ROLLBACK TO engine'));
      throw error;
    }
  }
  const within: SqlDriverAdapter = {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => saved(() => tx.queryRaw(query)),
    // The lock that it takes here would outlive the transaction, and it is taken already.
    executeRaw: (query) =>
      /pg_advisory_lock/.test(query.sql) ? Promise.resolve(1) : saved(() => tx.executeRaw(query)),
    executeScript: async (script) => {
      await saved(() => tx.executeRaw(statement(script)));
    },
    startTransaction: () => Promise.reject(new Error('The engine is in a transaction already.')),
    getConnectionInfo: () => adapter.getConnectionInfo?.() ?? { supportsRelationJoins: true },
    dispose: async () => {},
  };
  return {
    provider: 'postgres',
    adapterName: adapter.adapterName,
    connect: async () => within,
    connectToShadowDb: () => Promise.reject(new Error('Nothing is tried in another database here.')),
  };
}

/** What trying again soon would not mend, in our own words. */
function unusable(errors: readonly unknown[], schema: string): UnusableDatabaseError | null {
  const of = (state: string) => errors.find((error) => stateOf(error) === state);
  const denied = of('42501');
  if (denied) {
    return new UnusableDatabaseError(
      `The role of DATABASE_URL (or MIGRATE_DATABASE_URL) may not create tables in the schema ${schema} (${wordsOf(denied)}): ` +
        `make it the owner of the database or of that schema, or GRANT CREATE ON SCHEMA ${pg.escapeIdentifier(schema)} to it.`,
    );
  }
  if (!of('55P03')) return null;
  return new UnusableDatabaseError(
    `Another connection, such as a backup, has locked tables of the schema ${schema} for ${MIGRATION_TIMEOUTS.lockMs / 1000} s. Nothing ` +
      'was changed: start again once it is done.',
  );
}

const causeOf = (error: unknown) => (error as Partial<DriverAdapterError> | undefined)?.cause;
const stateOf = (error: unknown): string | undefined => causeOf(error)?.originalCode;
const wordsOf = (error: unknown): string => causeOf(error)?.originalMessage ?? '';
