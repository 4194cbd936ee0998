import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { DatabaseLocation } from './database';
import { driverError } from './driver-error';
import { CONNECT_MS, isBehind, stampPglite } from './is-behind';
import type { PrismaFolder } from './migration-files';
import { applyMigrations } from './migrations';
import { openPglite } from './pglite';
import { PgliteAdapterFactory } from './pglite-adapter';

/**
 * Brings the database up to the migrations of `folder`. Instances that do so at once wait for each other.
 * @returns the names of the migrations applied just now.
 */
export async function migrate(location: DatabaseLocation, folder: PrismaFolder): Promise<string[]> {
  if (!(await isBehind(location, folder))) return [];
  return location.kind === 'pglite' ? migratePglite(location.dataDir, folder) : migratePostgres(location.url, folder);
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

/** One instance migrates, the others wait and find nothing left to do. */
async function migratePostgres(url: string, folder: PrismaFolder): Promise<string[]> {
  const turn = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  await turn.connect();
  try {
    await turn.query('SELECT pg_advisory_lock($1)', [TURN]);
    return (await isBehind({ kind: 'postgresql', url }, folder)) ? await applyInTurn(url, folder) : [];
  } finally {
    await turn.end();
  }
}

/** Any number that nothing else locks in this database. */
const TURN = 0x706f_7374;

async function applyInTurn(url: string, folder: PrismaFolder): Promise<string[]> {
  for (;;) {
    // The engine's own lock belongs to its connection: one connection, and closed at the end.
    const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_MS });
    pool.on('error', () => {});
    try {
      return await applyMigrations(new ScriptedPg(pool), folder);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
    } finally {
      // With the lock not granted yet this waits for it: the next attempt comes when it is free.
      await pool.end();
    }
  }
}

/** Someone else, such as `prisma migrate deploy`, is migrating this database. */
const isLockTimeout = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'P1002';

/** The adapter cuts a migration at every semicolon; sent whole, it is also one transaction. */
class ScriptedPg extends PrismaPg {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super(pool);
    this.#pool = pool;
  }

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await this.#pool.query(script).catch((error) => {
        throw driverError(error);
      });
    };
    return adapter;
  }
}
