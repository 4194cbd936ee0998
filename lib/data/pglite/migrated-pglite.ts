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
  const migrated = unused.pop() ?? (await startMigrated());
  const { engine } = migrated;
  const db = connect(engine, onQuery);
  return {
    engine,
    db,
    close: async () => {
      await db.$disconnect();
      await empty(migrated);
      unused.push(migrated);
    },
  };
}

/** With the functions that the migrations made. */
type Migrated = Readonly<{ engine: PGlite; functions: readonly string[] }>;

const unused: Migrated[] = [];

async function startMigrated(): Promise<Migrated> {
  const engine = await PGlite.create();
  const projectDir = path.resolve(import.meta.dirname, '../../..');
  await applyMigrations(new PgliteAdapterFactory(() => engine), prismaFolder(projectDir));
  return { engine, functions: await namesOf(engine, FUNCTIONS) };
}

/** Leaves what the migrations made: what tests add is a function with its triggers, or a temporary table. */
async function empty({ engine, functions }: Migrated): Promise<void> {
  const added = (await namesOf(engine, FUNCTIONS)).filter((name) => !functions.includes(name));
  for (const name of added) await engine.exec(`DROP FUNCTION ${name} CASCADE`);
  // Without triggers: one of them keeps the audit trail from being emptied.
  await engine.exec('SET session_replication_role = replica');
  await engine.exec(`TRUNCATE ${(await namesOf(engine, TABLES)).join(', ')}`);
  await engine.exec('DISCARD ALL');
}

const FUNCTIONS = "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace";
const TABLES =
  "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'";

async function namesOf(engine: PGlite, query: string): Promise<string[]> {
  return (await engine.query<{ name: string }>(query)).rows.map(({ name }) => name);
}

function connect(engine: PGlite, onQuery?: (sql: string) => void): PrismaClient {
  const adapter = new PgliteAdapterFactory(() => engine);
  if (!onQuery) return new PrismaClient({ adapter });
  const db = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
  db.$on('query', ({ query }) => onQuery(query));
  return db;
}
