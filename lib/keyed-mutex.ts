import { AuthError } from './errors';
import { REQUEST_TIMEOUTS, RETRY_AFTER_SECONDS } from './timeouts';

/**
 * One at a time for each key, in this process: what comes second sees what the first one did, and
 * need not do the costly part in vain. The database keeps the promise between instances.
 */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #longestWaitMs: number;

  constructor(longestWaitMs: number = REQUEST_TIMEOUTS.mutexWaitMs) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** @throws AuthError `unavailable` when its turn came too late; the task was not begun */
  async runExclusive<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const askedAt = performance.now();
    const turn = (async () => {
      await before?.catch(() => undefined);
      if (performance.now() - askedAt > this.#longestWaitMs) {
        throw new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.busy });
      }
      return task();
    })();
    this.#last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }
}
