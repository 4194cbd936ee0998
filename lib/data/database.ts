import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { DATABASE_TIMEOUTS } from '../timeouts';
import { type Prisma, PrismaClient } from './generated/client';
import { PgliteAdapterFactory } from './pglite/adapter';
import { openPglite } from './pglite/pglite';
import type { PgliteState } from './pglite/recovery';
import { PooledAdapterFactory } from './postgres/pooled-adapter';
import { findAccess, transactionSettings } from './postgres/postgres';

/** What every repository function takes first: the client, or the transaction it is part of. */
export type Db = Prisma.TransactionClient;

export type PostgresLocation = Readonly<{
  kind: 'postgresql';
  url: string;
  /** Where migrations connect instead; null: there as well. */
  migrateUrl: string | null;
  /** How many each process may have open at once. */
  connections: number;
}>;

export type DatabaseLocation = { kind: 'pglite'; dataDir: string } | PostgresLocation;

export type Database = Readonly<{
  kind: DatabaseLocation['kind'];
  db: PrismaClient;
  /** The connection crosses a network without TLS. */
  lacksTls: boolean;
  close(): Promise<void>;
}>;

/**
 * The database of one process; open it once. It is there when this returns; PostgreSQL may be away later.
 * @param onStateChange called when an embedded one panics or is open again
 * @throws FolderInUseError when another process has the PGlite folder, naming its host and pid; UnusableDatabaseError;
 *   for PostgreSQL what the driver throws when it is away
 */
export function openDatabase(
  location: DatabaseLocation,
  onStateChange: (state: PgliteState) => void = () => {},
): Promise<Database> {
  return location.kind === 'pglite' ? openEmbedded(location.dataDir, onStateChange) : openPostgres(location);
}

const CLIENT_OPTIONS = {
  // The longer formats quote the query's arguments, secrets among them.
  errorFormat: 'minimal',
  transactionOptions: { maxWait: DATABASE_TIMEOUTS.connectMs, timeout: DATABASE_TIMEOUTS.answerMs },
} as const;

async function openEmbedded(dataDir: string, onStateChange: (state: PgliteState) => void): Promise<Database> {
  const pglite = await openPglite(dataDir, onStateChange);
  const db = new PrismaClient({ ...CLIENT_OPTIONS, adapter: new PgliteAdapterFactory(pglite.engine) });
  return {
    kind: 'pglite',
    db,
    lacksTls: false,
    close: async () => {
      await db.$disconnect();
      await pglite.close();
    },
  };
}

async function openPostgres({ url, connections }: PostgresLocation): Promise<Database> {
  const { config, schema, isPooled, lacksTls } = await findAccess(url);
  const pool = new pg.Pool({
    ...config,
    max: connections,
    connectionTimeoutMillis: DATABASE_TIMEOUTS.connectMs,
    query_timeout: DATABASE_TIMEOUTS.answerMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // An idle connection that breaks is replaced at the next query; unheard, its event ends the process.
  pool.on('error', () => {});
  // A ROLLBACK without an answer leaves its connection inside the transaction: no other request may get it.
  pool.on('release', (_error, client) => {
    if (client.getTransactionStatus() !== 'I') void client.end();
  });
  const direct = new PrismaPg(pool, { schema });
  const adapter = isPooled ? new PooledAdapterFactory(direct, transactionSettings(schema)) : direct;
  const db = new PrismaClient({ ...CLIENT_OPTIONS, adapter });
  return {
    kind: 'postgresql',
    db,
    lacksTls,
    close: async () => {
      await db.$disconnect();
      await pool.end();
    },
  };
}
