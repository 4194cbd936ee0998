import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from './generated/client';
import { openPglite, type PgliteState } from './pglite';
import { PgliteAdapterFactory } from './pglite-adapter';

/** What every repository function takes first: the client, or the transaction it is part of. */
export type Db = Prisma.TransactionClient;

export type DatabaseLocation = { kind: 'pglite'; dataDir: string } | { kind: 'postgresql'; url: string };

export type Database = Readonly<{ kind: DatabaseLocation['kind']; db: PrismaClient; close(): Promise<void> }>;

/**
 * The database of one process; open it once. PGlite is there when this returns; PostgreSQL is not
 * asked before the first query, and may be away.
 * @param tell what becomes of an embedded one by itself
 * @throws FolderInUseError when another process has the PGlite folder, naming its host and pid.
 */
export function openDatabase(
  location: DatabaseLocation,
  tell: (state: PgliteState) => void = () => {},
): Promise<Database> {
  return location.kind === 'pglite' ? openEmbedded(location.dataDir, tell) : openPostgres(location.url);
}

// Connecting and one query, or in a transaction a query and its rollback, stay under 5 s together.
const CONNECT_MS = 2000;
const STATEMENT_MS = 2000;
/** Longer than the server's own limit, so that only a silent server is cut off from this side. */
const ANSWER_MS = 2300;

const CLIENT_OPTIONS = {
  // The longer formats quote the query's arguments, secrets among them.
  errorFormat: 'minimal',
  transactionOptions: { maxWait: CONNECT_MS, timeout: ANSWER_MS },
} as const;

async function openEmbedded(dataDir: string, tell: (state: PgliteState) => void): Promise<Database> {
  const pglite = await openPglite(dataDir, tell);
  const db = new PrismaClient({ ...CLIENT_OPTIONS, adapter: new PgliteAdapterFactory(pglite.engine) });
  return {
    kind: 'pglite',
    db,
    close: async () => {
      await db.$disconnect();
      await pglite.close();
    },
  };
}

async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // The adapter writes and reads instants without their zone. As statements, not as start-up
    // parameters, these also pass a connection pooler.
    onConnect: async (client) => {
      await client.query(`SET TIME ZONE 'UTC'; SET statement_timeout = ${STATEMENT_MS}`);
    },
  });
  // An idle connection that breaks is replaced at the next query; unheard, its event ends the process.
  pool.on('error', () => {});
  // A ROLLBACK without an answer leaves its connection inside the transaction: nobody may get it next.
  pool.on('release', (_error, client) => {
    if (client.getTransactionStatus() !== 'I') void client.end();
  });
  const db = new PrismaClient({ ...CLIENT_OPTIONS, adapter: new PrismaPg(pool) });
  return {
    kind: 'postgresql',
    db,
    close: async () => {
      await db.$disconnect();
      await pool.end();
    },
  };
}
