import type { Db } from './database';
import { isConflict } from './database-fault';
import type { PrismaClient } from './generated/client';

/** Milliseconds; together they stay below the 5 s that any wait for the database may take. */
const LIMITS = { maxWait: 2000, timeout: 2500 };

const TRIES = 3;

/** `requireTime` throws once it is too late to begin. */
type Asker = { db: PrismaClient; requireTime(): void };

/**
 * All of `work`, or nothing of it. Never around a hash: the connection is held the whole time. PostgreSQL ends one
 * of two transactions that wait for each other, and nothing of it is done: it is done again from its beginning.
 */
export async function inTransaction<Result>(
  { db, requireTime }: Asker,
  work: (tx: Db) => Promise<Result>,
): Promise<Result> {
  for (let tryNumber = 1; ; tryNumber += 1) {
    requireTime();
    try {
      return await db.$transaction((tx) => work(tx), LIMITS);
    } catch (error) {
      if (tryNumber === TRIES || !isConflict(error)) throw error;
    }
  }
}
