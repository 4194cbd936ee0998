import { DATABASE_TIMEOUTS } from '../timeouts';
import type { Db } from './database';
import { isTransactionConflict } from './database-errors';
import type { PrismaClient } from './generated/client';

const LIMITS = { maxWait: DATABASE_TIMEOUTS.transactionWaitMs, timeout: DATABASE_TIMEOUTS.transactionMs };

const TRIES = 3;

/** `signal` is aborted once it is too late to begin, with the error to throw. */
type Asker = { db: PrismaClient; signal: AbortSignal };

/** What is done once a transaction that is under way is there for good. */
const afterwards = new WeakMap<Db, (() => void)[]>();

/**
 * Does it once what `db` is part of is there for good, and never when that is not done: outside a transaction at once.
 * @param act must not throw: the caller would take what is done for undone
 */
export function afterCommit(db: Db, act: () => void): void {
  const acts = afterwards.get(db);
  if (acts) acts.push(act);
  else act();
}

/**
 * All of `work`, or nothing of it. Never around a hash: the connection is held the whole time. PostgreSQL ends one
 * of two transactions that wait for each other, and nothing of it is done: it is done again from its beginning.
 */
export async function inTransaction<Result>({ db, signal }: Asker, work: (tx: Db) => Promise<Result>): Promise<Result> {
  for (let tryNumber = 1; ; tryNumber += 1) {
    signal.throwIfAborted();
    const acts: (() => void)[] = [];
    try {
      const result = await db.$transaction((tx) => {
        afterwards.set(tx, acts);
        return work(tx);
      }, LIMITS);
      for (const act of acts) act();
      return result;
    } catch (error) {
      if (tryNumber === TRIES || !isTransactionConflict(error)) throw error;
    }
  }
}
