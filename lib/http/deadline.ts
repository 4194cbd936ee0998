import { AuthError } from '../errors';
import { RETRY_AFTER_SECONDS } from '../timeouts';

/**
 * How long a request may wait for what it needs. The time that its body takes to arrive does not count, nor that of
 * its hashes, which have a bounded line of their own.
 */
export class Deadline {
  #leftMs: number;
  #isWaiting = false;
  #uncounted = 0;
  #countedFrom: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #expire = () => {};

  constructor(milliseconds: number) {
    this.#leftMs = milliseconds;
  }

  /**
   * Waits for `work`, but no longer than is left. Work that is given up goes on by itself, unheard, up to the next
   * {@link requireTime}.
   * @throws AuthError `unavailable`
   */
  async race<Result>(work: Promise<Result>): Promise<Result> {
    const late = new Promise<never>((_, reject) => {
      this.#expire = () => reject(tooLate());
    });
    this.#isWaiting = true;
    this.#count();
    try {
      return await Promise.race([work, late]);
    } finally {
      this.#isWaiting = false;
      this.#count();
    }
  }

  /** Does what does not count. */
  async exclude<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#uncounted += 1;
    this.#count();
    try {
      return await work();
    } finally {
      this.#uncounted -= 1;
      this.#count();
    }
  }

  /** Call before a change begins: a client that waited too long has been told that it was not made. @throws AuthError `unavailable` */
  requireTime(): void {
    if (this.#leftMs <= 0) throw tooLate();
  }

  #count(): void {
    clearTimeout(this.#timer);
    if (this.#countedFrom !== null) this.#leftMs -= performance.now() - this.#countedFrom;
    const counts = this.#isWaiting && this.#uncounted === 0;
    this.#countedFrom = counts ? performance.now() : null;
    if (counts) this.#timer = setTimeout(() => this.#end(), Math.max(0, this.#leftMs));
  }

  #end(): void {
    this.#leftMs = 0;
    this.#countedFrom = null;
    this.#expire();
  }
}

const tooLate = () => new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.late });
