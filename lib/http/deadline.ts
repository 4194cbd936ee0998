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
  #controller: AbortController | null = null;

  constructor(milliseconds: number) {
    this.#leftMs = milliseconds;
  }

  /**
   * Aborted once no time is left, with what the client is told then: AuthError `unavailable`. It has no listeners, nor has
   * the deadline a timer but while it waits: neither may outlive the request.
   */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#leftMs <= 0) this.#abort();
    return this.#controller.signal;
  }

  /**
   * Waits for `work`, but no longer than is left. Work that is given up goes on by itself, unheard, up to the next
   * `signal.throwIfAborted()`.
   * @throws AuthError `unavailable`
   */
  async race<Result>(work: Promise<Result>): Promise<Result> {
    const late = new Promise<never>((_, reject) => {
      this.#expire = () => reject(this.signal.reason);
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

  #count(): void {
    clearTimeout(this.#timer);
    if (this.#countedFrom !== null) this.#leftMs -= performance.now() - this.#countedFrom;
    if (this.#leftMs <= 0) this.#abort();
    const counts = this.#isWaiting && this.#uncounted === 0;
    this.#countedFrom = counts ? performance.now() : null;
    if (counts) this.#timer = setTimeout(() => this.#end(), Math.max(0, this.#leftMs));
  }

  #end(): void {
    this.#leftMs = 0;
    this.#countedFrom = null;
    this.#abort();
    this.#expire();
  }

  #abort(): void {
    if (this.#controller?.signal.aborted === false) this.#controller.abort(tooLate());
  }
}

const tooLate = () => new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.late });
