import type { Db } from './database';
import type { PrismaClient } from './generated/client';

/** Milliseconds; together they stay below the 5 s that any wait for the database may take. */
const LIMITS = { maxWait: 2000, timeout: 2500 };

/** All of `work`, or nothing of it. Never around a hash: the connection is held the whole time. */
export function inTransaction<Result>(db: PrismaClient, work: (tx: Db) => Promise<Result>): Promise<Result> {
  return db.$transaction((tx) => work(tx), LIMITS);
}
