/** The kinds of writes that a response acknowledges, each a change of rows. */
export type Write =
  | 'registrations'
  | 'sign-ins'
  | 'rotations'
  | 'sign-outs'
  | 'reset requests'
  | 'resets by link'
  | 'password changes';

/** Counts the writes that a 2xx acknowledged, by kind. */
export class AcknowledgedWrites {
  readonly #counts = new Map<Write, number>();
  #total = 0;
  #awaited: { total: number; reached: () => void } | null = null;

  get total(): number {
    return this.#total;
  }

  acknowledge(write: Write): void {
    this.#counts.set(write, (this.#counts.get(write) ?? 0) + 1);
    this.#total += 1;
    if (this.#awaited && this.#total >= this.#awaited.total) this.#awaited.reached();
  }

  /** Waits until `count` more writes are acknowledged. */
  async more(count: number): Promise<void> {
    await new Promise<void>((reached) => {
      this.#awaited = { total: this.#total + count, reached };
    });
    this.#awaited = null;
  }

  /** "20,412 acknowledged writes (17,003 rotations, …)" */
  toString(): string {
    const number = (count: number) => count.toLocaleString('en');
    const parts = [...this.#counts].sort(([, a], [, b]) => b - a).map(([write, count]) => `${number(count)} ${write}`);
    return `${number(this.#total)} acknowledged writes (${parts.join(', ')})`;
  }
}
