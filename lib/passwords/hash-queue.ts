import { AuthError } from '../errors';

/** Seconds after which a turned-away client may try again. */
const RETRY_AFTER_SECONDS = 2;

/**
 * Bounds the hashes in flight below libuv's thread pool, which token checks, DNS and file reads
 * share, and the line in front of them: a full line is told so at once instead of waiting.
 */
export class HashQueue {
  readonly #maxInFlight: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #inFlight = 0;

  constructor({ maxInFlight, maxWaiting }: { maxInFlight: number; maxWaiting: number }) {
    this.#maxInFlight = maxInFlight;
    this.#maxWaiting = maxWaiting;
  }

  /** @throws AuthError `unavailable` when the line is full. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    await this.#turn();
    try {
      return await task();
    } finally {
      this.#handOver();
    }
  }

  async #turn(): Promise<void> {
    if (this.#inFlight < this.#maxInFlight) {
      this.#inFlight += 1;
      return;
    }
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS });
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The place goes straight to the next in line, so that nobody can slip in between. */
  #handOver(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#inFlight -= 1;
  }
}

/**
 * As many hashes at once as there are cores, two threads of the pool left free.
 * @param threadPoolSize libuv's, 4 unless UV_THREADPOOL_SIZE says otherwise
 */
export function hashesAtOnce(cores: number, threadPoolSize: number): number {
  return Math.max(1, Math.min(cores, threadPoolSize - 2));
}
