import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than what is hidden takes on a calm server, short enough not to be noticed. */
const STEP_MILLISECONDS = 100;

/** Takes a whole number of steps, whatever happens, so that the time does not tell which way the work went. */
export async function withUniformTiming<Result>(work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    const taken = performance.now() - startedAt;
    await sleep(Math.ceil(taken / STEP_MILLISECONDS) * STEP_MILLISECONDS - taken);
  }
}
