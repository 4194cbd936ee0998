/** An origin whose pages were refused: how often, and when last. */
export type RefusedOrigin = { origin: string; count: number; lastAt: Date };

const MAX_ORIGINS = 20;
/** As long as the longest host name and more; anyone can send what is longer. */
const MAX_LENGTH = 300;

/** Also that of an app, such as `capacitor://localhost`. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#\s]+$/i;

/** The origins of pages that this process refused lately: which one CORS_ORIGINS may lack. In memory alone, and so many. */
export class RefusedOrigins {
  readonly #now: () => Date;
  readonly #origins = new Map<string, RefusedOrigin>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Once there are too many, the one goes that was refused least recently. What is no origin of a page, such as `null`, is left out. */
  add(sent: string): void {
    if (!ORIGIN.test(sent)) return;
    const origin = sent.slice(0, MAX_LENGTH);
    const count = (this.#origins.get(origin)?.count ?? 0) + 1;
    this.#origins.delete(origin);
    this.#origins.set(origin, { origin, count, lastAt: this.#now() });
    const [oldest] = this.#origins.keys();
    if (oldest !== undefined && this.#origins.size > MAX_ORIGINS) this.#origins.delete(oldest);
  }

  /** The latest first. */
  list(): RefusedOrigin[] {
    return [...this.#origins.values()].reverse();
  }
}
