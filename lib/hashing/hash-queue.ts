import { AuthError } from '../errors';
import { REQUEST_TIMEOUTS, RETRY_AFTER_SECONDS } from '../timeouts';

/** The quickest of so many says how long a hash takes; slower ones also waited for a busy process. */
const TASKS_COMPARED = 8;

type Waiting = { begin(): void; refuse(): void };

/**
 * Bounds the hashes in flight and the queue before them: a client that cannot be served soon is told so at once. Clients take
 * turns, and a full queue makes room for a client with fewer tasks in it, at the cost of the client with most.
 */
export class HashQueue {
  readonly #maxInFlight: number;
  readonly #maxWaiting: number;
  readonly #maxWaitMs: number;
  /** Each client's own line; the client whose turn is next comes first. No line is empty. */
  readonly #lines = new Map<string, Waiting[]>();
  #waiting = 0;
  #inFlight = 0;
  /** Milliseconds that the latest tasks took. */
  #took: number[] = [];

  constructor(bounds: { maxInFlight: number; maxWaiting: number; maxWaitMs?: number }) {
    const { maxInFlight, maxWaiting, maxWaitMs = REQUEST_TIMEOUTS.hashWaitMs } = bounds;
    this.#maxInFlight = maxInFlight;
    this.#maxWaiting = maxWaiting;
    this.#maxWaitMs = maxWaitMs;
  }

  /**
   * @param client the client of the task, such as an address
   * @throws AuthError `unavailable` when the line is full, or the task could not begin in time.
   */
  async run<Result>(client: string, task: () => Promise<Result>): Promise<Result> {
    await this.#turn(client);
    const beganAt = performance.now();
    try {
      return await task();
    } finally {
      this.#took = [performance.now() - beganAt, ...this.#took].slice(0, TASKS_COMPARED);
      this.#handOver();
    }
  }

  /**
   * Rejects a client for which the queue has no capacity, before any other work is done for it.
   * @throws AuthError `unavailable`
   */
  assertCapacity(client: string): void {
    if (!this.hasCapacity(client)) throw overloaded();
  }

  /** Whether a task of this client would be taken now. */
  hasCapacity(client: string): boolean {
    if (this.#inFlight < this.#maxInFlight) return true;
    if (this.#waiting >= this.#maxWaiting && !this.#findLongerLine(client)) return false;
    return this.#expectedWaitMs(client) <= this.#maxWaitMs;
  }

  /** Milliseconds, at least, until a task of this client would begin: each other client has as many turns before it as it has itself. */
  #expectedWaitMs(client: string): number {
    const own = this.#lines.get(client)?.length ?? 0;
    let ahead = own;
    for (const [other, line] of this.#lines) if (other !== client) ahead += Math.min(line.length, own + 1);
    const taskMs = this.#took.length > 0 ? Math.min(...this.#took) : 0;
    return (ahead / this.#maxInFlight) * taskMs;
  }

  async #turn(client: string): Promise<void> {
    if (this.#inFlight < this.#maxInFlight) {
      this.#inFlight += 1;
      return;
    }
    this.assertCapacity(client);
    if (this.#waiting >= this.#maxWaiting) this.#makeRoomFor(client);
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        begin: () => {
          clearTimeout(late);
          resolve();
        },
        refuse: () => {
          clearTimeout(late);
          reject(overloaded());
        },
      };
      const late = setTimeout(() => {
        this.#leave(client, waiting);
        waiting.refuse();
      }, this.#maxWaitMs);
      this.#join(client, waiting);
    });
  }

  /** The newest task of the client with most of them gives way. @throws AuthError if no client has more than this one */
  #makeRoomFor(client: string): void {
    const longer = this.#findLongerLine(client);
    if (!longer) throw overloaded();
    this.#leave(longer.client, longer.newest);
    longer.newest.refuse();
  }

  /** The longest line; null if that is no more than the client would have. */
  #findLongerLine(client: string): { client: string; newest: Waiting } | null {
    const own = this.#lines.get(client)?.length ?? 0;
    let longest = { client: '', line: [] as readonly Waiting[] };
    for (const [other, line] of this.#lines) if (line.length > longest.line.length) longest = { client: other, line };
    const newest = longest.line.at(-1);
    return newest && longest.line.length > own + 1 ? { client: longest.client, newest } : null;
  }

  #join(client: string, waiting: Waiting): void {
    const line = this.#lines.get(client);
    if (line) line.push(waiting);
    else this.#lines.set(client, [waiting]);
    this.#waiting += 1;
  }

  #leave(client: string, waiting: Waiting): void {
    const line = this.#lines.get(client)?.filter((each) => each !== waiting) ?? [];
    if (line.length > 0) this.#lines.set(client, line);
    else this.#lines.delete(client);
    this.#waiting -= 1;
  }

  /** The place goes straight to the next in turn, so that no other task can take it; its client goes to the end. */
  #handOver(): void {
    const [next] = this.#lines;
    const [client, [first, ...rest]] = next ?? ['', []];
    if (!first) {
      this.#inFlight -= 1;
      return;
    }
    this.#lines.delete(client);
    if (rest.length > 0) this.#lines.set(client, rest);
    this.#waiting -= 1;
    first.begin();
  }
}

const overloaded = () => new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.busy });

/** Each has a thread, which costs 10 MiB: more than this many cores are not kept busy by one process. */
const MOST_AT_ONCE = 16;

/** As many hashes at once as there are cores. */
export const hashesAtOnce = (cores: number): number => Math.max(1, Math.min(cores, MOST_AT_ONCE));
