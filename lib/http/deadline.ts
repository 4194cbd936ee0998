import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError } from '../errors';

/** Seconds after which whoever was answered too late may try again. */
const RETRY_AFTER_SECONDS = 1;

/** How long a request may be worked on; the time that its body takes to arrive does not count. */
export class Deadline {
  #leftMs: number;

  constructor(milliseconds: number) {
    this.#leftMs = milliseconds;
  }

  /**
   * Waits for `work`, but no longer than is left. Work that is given up goes on by itself, unheard.
   * @throws AuthError `unavailable`
   */
  async for<Result>(work: Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    const done = new AbortController();
    try {
      return await Promise.race([work, this.#end(done.signal)]);
    } finally {
      done.abort();
      this.#leftMs -= performance.now() - startedAt;
    }
  }

  async #end(signal: AbortSignal): Promise<never> {
    await sleep(Math.max(0, this.#leftMs), undefined, { signal });
    throw new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS });
  }
}
