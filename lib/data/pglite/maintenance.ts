import type { Db } from '../database';

/** Deleted rows that a table may have: so many, and a fifth of its rows, as PostgreSQL's own process lets it have. */
const DEAD_ROWS = 1000;
const ROWS_FOR_EACH_DEAD = 5;

/**
 * What PostgreSQL does by processes of its own, which the embedded one does not have. A vacuum lets the space of deleted
 * rows be used again: once after each start, and whenever a table has many. A checkpoint lets files of the write-ahead log
 * be used again: without it they pile up until the database is closed, and a start after a crash replays all of them.
 * Queries wait meanwhile: about 20 ms for a checkpoint, 0.1 s for a vacuum, and 50 ms more for 100,000 deleted rows.
 */
export async function maintainEmbedded(db: Db, signal?: AbortSignal): Promise<void> {
  if (await needsVacuum(db)) {
    if (signal?.aborted) return;
    await db.$executeRaw`VACUUM (ANALYZE)`;
  }
  if (!signal?.aborted) await db.$executeRaw`CHECKPOINT`;
}

async function needsVacuum(db: Db): Promise<boolean> {
  // PostgreSQL updates the counts of rows when a session is idle. PGlite never tells it that the session is.
  await db.$queryRaw`SELECT pg_stat_force_next_flush()::text`;
  const tables = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_user_tables
    WHERE last_vacuum IS NULL OR n_dead_tup > ${DEAD_ROWS} + n_live_tup / ${ROWS_FOR_EACH_DEAD} LIMIT 1`;
  return tables.length > 0;
}
