import { AuthError } from './errors';

/** Milliseconds after which a turn is of no use: whoever asked for it has been answered by then. */
const LONGEST_WAIT_MS = 4_000;
const RETRY_AFTER_SECONDS = 2;

/**
 * One at a time for each key, in this process: what comes second sees what the first one did, and
 * need not do the costly part in vain. The database keeps the promise between instances.
 */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #longestWaitMs: number;

  constructor(longestWaitMs = LONGEST_WAIT_MS) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** @throws AuthError `unavailable` when its turn came too late; the task was not begun */
  async runExclusive<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const askedAt = performance.now();
    const turn = (async () => {
      await before?.catch(() => undefined);
      if (performance.now() - askedAt > this.#longestWaitMs) {
        throw new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS });
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
