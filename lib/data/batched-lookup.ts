/** One that hangs does not keep the others waiting; more at once would make the batches smaller. */
const MAX_IN_FLIGHT = 2;

/** Keys of one statement. */
const MAX_KEYS = 200;

type Waiting<Row> = { resolve(row: Row | null): void; reject(error: unknown): void };

/**
 * Looks rows up by key. A look-up starts at once while few are under way; the keys that are asked for meanwhile gather,
 * and go out together as the next statement. So each look-up sees what was committed before it was asked for.
 */
export class BatchedLookup<Row> {
  readonly #load: (keys: string[]) => Promise<Map<string, Row>>;
  #gathered = new Map<string, Waiting<Row>[]>();
  #inFlight = 0;

  /** @param load the rows of these keys, those that there are */
  constructor(load: (keys: string[]) => Promise<Map<string, Row>>) {
    this.#load = load;
  }

  /** @throws what `load` throws, for every key of the batch */
  find(key: string): Promise<Row | null> {
    return new Promise((resolve, reject) => {
      const waiting = this.#gathered.get(key) ?? [];
      waiting.push({ resolve, reject });
      this.#gathered.set(key, waiting);
      this.#send();
    });
  }

  #send(): void {
    if (this.#inFlight >= MAX_IN_FLIGHT || this.#gathered.size === 0) return;
    const batch = [...this.#gathered].slice(0, MAX_KEYS);
    for (const [key] of batch) this.#gathered.delete(key);
    this.#inFlight += 1;
    void this.#settle(batch).finally(() => {
      this.#inFlight -= 1;
      this.#send();
    });
  }

  async #settle(batch: [key: string, waiting: Waiting<Row>[]][]): Promise<void> {
    try {
      const rows = await this.#load(batch.map(([key]) => key));
      for (const [key, waiting] of batch) for (const { resolve } of waiting) resolve(rows.get(key) ?? null);
    } catch (error) {
      for (const [, waiting] of batch) for (const { reject } of waiting) reject(error);
    }
  }
}
