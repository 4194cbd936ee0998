import { PGlite, type Transaction as PgliteTransaction } from '@electric-sql/pglite';
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { driverError } from '../driver-error';

/**
 * pglite-prisma-adapter 0.7.2 for queries, less its transactions and scripts: a COMMIT that failed
 * was reported as done, and a ROLLBACK or script that failed ended the process.
 */
export class PgliteAdapterFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = 'pglite';
  readonly #engine: () => PGlite;

  /** @param engine the one to ask now: it may be replaced */
  constructor(engine: () => PGlite) {
    this.#engine = engine;
  }

  connect(): Promise<SqlDriverAdapter> {
    return adapterFor(this.#engine, async () => {});
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const shadow = await PGlite.create();
    return adapterFor(
      () => shadow,
      () => shadow.close(),
    );
  }
}

async function adapterFor(engine: () => PGlite, dispose: () => Promise<void>): Promise<SqlDriverAdapter> {
  const queries = await new PrismaPGlite(onlyQuery(engine)).connect();
  return {
    provider: queries.provider,
    adapterName: queries.adapterName,
    queryRaw: (query) => queries.queryRaw(query),
    executeRaw: (query) => queries.executeRaw(query),
    executeScript: async (script) => {
      await engine()
        .exec(script)
        .catch((error) => {
          throw driverError(error);
        });
    },
    startTransaction: async () => begin(engine()),
    // The schema engine insists on a name.
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    dispose,
  };
}

/** Of a client the adapter's queries use nothing but `query`. */
function onlyQuery(client: () => Pick<PGlite, 'query'>): PGlite {
  const query: PGlite['query'] = async (...args) => client().query(...args);
  return { query } as unknown as PGlite;
}

/** PGlite has one connection; while the transaction is open every other query waits for its end. */
function begin(engine: PGlite): Promise<Transaction> {
  return new Promise((started, failed) => {
    const ended = engine.transaction(
      (tx) =>
        new Promise<void>((end, abort) => {
          transactionFor(tx, end, () => ended).then(started, abort);
        }),
    );
    ended.catch(failed);
  });
}

async function transactionFor(
  tx: PgliteTransaction,
  end: () => void,
  ended: () => Promise<void>,
): Promise<Transaction> {
  const queries = await new PrismaPGlite(onlyQuery(() => tx)).connect();
  return {
    provider: queries.provider,
    adapterName: queries.adapterName,
    // PGlite itself sends BEGIN, COMMIT and ROLLBACK; Prisma must not.
    options: { usePhantomQuery: true },
    queryRaw: (query) => queries.queryRaw(query),
    executeRaw: (query) => queries.executeRaw(query),
    commit: () => {
      end();
      return ended();
    },
    rollback: async () => {
      try {
        await tx.rollback();
      } finally {
        end();
      }
      await ended();
    },
  };
}
