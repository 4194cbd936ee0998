import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaClient } from '../generated/client';
import { applyMigrations } from '../migrations/engine';
import { prismaFolder } from '../migrations/files';
import { PgliteAdapterFactory } from './adapter';

export type MigratedPglite = Readonly<{ engine: PGlite; db: PrismaClient; close(): Promise<void> }>;

/**
 * An empty database in memory with all tables, for a unit test. To start one takes a second, so a process empties those
 * that were closed, and uses them again.
 * @param onQuery is called with each SQL statement of `db`
 */
export async function migratedPglite(onQuery?: (sql: string) => void): Promise<MigratedPglite> {
  const engine = unused.pop() ?? (await startMigrated());
  const db = connect(engine, onQuery);
  return {
    engine,
    db,
    close: async () => {
      await db.$disconnect();
      await empty(engine);
      unused.push(engine);
    },
  };
}

const unused: PGlite[] = [];

async function startMigrated(): Promise<PGlite> {
  const engine = await PGlite.create();
  const projectDir = path.resolve(import.meta.dirname, '../../..');
  await applyMigrations(new PgliteAdapterFactory(() => engine), prismaFolder(projectDir));
  return engine;
}

/** Leaves what the migrations made: what tests add is a function with its triggers, or a temporary table. */
async function empty(engine: PGlite): Promise<void> {
  const { rows } = await engine.query<{ statement: string }>(`
    SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) AS statement FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') FROM pg_tables
      WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`);
  for (const { statement } of [...rows, { statement: 'DISCARD ALL' }]) await engine.exec(statement);
}

function connect(engine: PGlite, onQuery?: (sql: string) => void): PrismaClient {
  const adapter = new PgliteAdapterFactory(() => engine);
  if (!onQuery) return new PrismaClient({ adapter });
  const db = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
  db.$on('query', ({ query }) => onQuery(query));
  return db;
}
