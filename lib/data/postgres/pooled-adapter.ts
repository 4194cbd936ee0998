import type {
  DriverAdapterError,
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { statement } from '../statements';

/**
 * For connections that lead through a pooler, which gives the server's connection to another client after each
 * transaction: every query is one, and sets for itself what it relies on. Nothing stays behind, and nothing of what
 * others have left there counts.
 */
export class PooledAdapterFactory implements SqlDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = 'pooled-pg';
  readonly #direct: SqlDriverAdapterFactory;
  readonly #settings: string;

  /** @param settings statements, the first of each transaction */
  constructor(direct: SqlDriverAdapterFactory, settings: string) {
    this.#direct = direct;
    this.#settings = settings;
  }

  async connect(): Promise<SqlDriverAdapter> {
    return adapterFor(await this.#direct.connect(), statement(this.#settings));
  }
}

function adapterFor(direct: SqlDriverAdapter, settings: SqlQuery): SqlDriverAdapter {
  async function begin(level?: Parameters<SqlDriverAdapter['startTransaction']>[0]): Promise<Transaction> {
    const tx = await direct.startTransaction(level);
    try {
      await tx.executeRaw(settings);
      return tx;
    } catch (error) {
      await end(tx, error);
      throw error;
    }
  }

  async function alone<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const tx = await begin();
    try {
      const result = await work(tx);
      await tx.executeRaw(statement('COMMIT'));
      await tx.commit();
      return result;
    } catch (error) {
      await end(tx, error);
      throw error;
    }
  }

  return {
    provider: direct.provider,
    adapterName: direct.adapterName,
    queryRaw: (query) => alone((tx) => tx.queryRaw(query)),
    executeRaw: (query) => alone((tx) => tx.executeRaw(query)),
    executeScript: async (script) => {
      await alone((tx) => tx.executeRaw(statement(script)));
    },
    startTransaction: begin,
    getConnectionInfo: () => direct.getConnectionInfo?.() ?? { supportsRelationJoins: true },
    dispose: () => direct.dispose(),
  };
}

/**
 * Gives the connection back after a failure. One whose server was silent is not asked again: still inside its
 * transaction, it is ended by the pool.
 */
async function end(tx: Transaction, failure: unknown): Promise<void> {
  if (isAnswer(failure)) {
    await tx.executeRaw(statement('ROLLBACK')).catch(() => undefined);
  }
  // Of the driver, this only releases: Prisma sends its COMMIT and ROLLBACK itself.
  await tx.rollback();
}

/** An error of the server's. By its name: Prisma's copy of the class is another than the one of the built server. */
const isAnswer = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === 'DriverAdapterError' &&
  (error as DriverAdapterError).cause.originalCode !== undefined;
