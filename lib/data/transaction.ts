import { DATABASE_TIMEOUTS } from '../timeouts';
import type { Db } from './database';
import { isTransactionConflict } from './database-errors';
import type { PrismaClient } from './generated/client';

const LIMITS = { maxWait: DATABASE_TIMEOUTS.transactionWaitMs, timeout: DATABASE_TIMEOUTS.transactionMs };

const TRIES = 3;

/** `signal` is aborted once it is too late to begin, with the error to throw. */
type Asker = { db: PrismaClient; signal: AbortSignal };

/** What is to be called after the commit of each transaction that is under way. */
const afterCommits = new WeakMap<Db, (() => void)[]>();

/**
 * Calls back once the transaction that `db` belongs to is committed, and never if it is rolled back. Outside a transaction
 * it calls back at once.
 * @param callback must not throw: the caller would take what is committed for undone
 */
export function afterCommit(db: Db, callback: () => void): void {
  const callbacks = afterCommits.get(db);
  if (callbacks) callbacks.push(callback);
  else callback();
}

/**
 * Runs `work` in a transaction: all of it is committed, or nothing. Never around a hash: the connection is held the whole
 * time. Where PostgreSQL rolls back one of two transactions that wait for each other, `work` runs again from its beginning.
 */
export async function inTransaction<Result>({ db, signal }: Asker, work: (tx: Db) => Promise<Result>): Promise<Result> {
  for (let tryNumber = 1; ; tryNumber += 1) {
    signal.throwIfAborted();
    const callbacks: (() => void)[] = [];
    try {
      const result = await db.$transaction((tx) => {
        afterCommits.set(tx, callbacks);
        return work(tx);
      }, LIMITS);
      for (const callback of callbacks) callback();
      return result;
    } catch (error) {
      if (tryNumber === TRIES || !isTransactionConflict(error)) throw error;
    }
  }
}
