import { setTimeout as sleep } from 'node:timers/promises';

/** Rows that one statement deletes or changes: few enough to be done long before its time is up, and to hold no lock for long. */
export const BATCH_ROWS = 1000;

/** Milliseconds that other requests have between two batches. */
const PAUSE_MS = 50;

/** Repeats a statement that changes at most `BATCH_ROWS` until it finds fewer, or is to stop. */
export async function inBatches(
  step: () => Promise<number>,
  signal?: AbortSignal,
  pauseMs: number = PAUSE_MS,
): Promise<void> {
  while (!signal?.aborted && (await step()) === BATCH_ROWS) await sleep(pauseMs);
}
