import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two bytes sent, or two reads. */
const STEP_MILLISECONDS = 5000;
/** More of them than the kernel takes off the server's hands, some megabytes. */
const ANSWERS_WANTED = 10;
/** On the way here nothing keeps the server from filling those megabytes at once: all of them together would take seconds. */
const OPENED_PER_SECOND = 50;

type Kind = { name: string; opening: string; step: string; reads: boolean };

/** Connections that do everything as slowly as the server lets them; the one it cuts is opened again. */
export class SlowConnections {
  /** How many of each kind were cut. */
  readonly cuts = new Map<string, number>();
  open = 0;
  readonly #port: number;
  readonly #kinds: Kind[];
  readonly #ends = new Set<() => void>();
  #isOver = false;

  /** @param bigPath what the slow readers ask for */
  constructor(baseUrl: string, bigPath: string) {
    this.#port = Number(new URL(baseUrl).port);
    const post = 'POST /auth/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const get = `GET ${bigPath} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    this.#kinds = [
      { name: 'slow headers', opening: post, step: 'X-Slow: 1\r\n', reads: true },
      { name: 'slow bodies', opening: `${post}Content-Length: 4096\r\n\r\n`, step: ' ', reads: true },
      // An empty line may come before a request; a client that has left before the server read it resets the connection.
      { name: 'slow reads', opening: get.repeat(ANSWERS_WANTED), step: '\r\n', reads: false },
    ];
    for (const { name } of this.#kinds) this.cuts.set(name, 0);
  }

  /** Opens that many, a third of each kind. */
  async hold(count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      const kind = this.#kinds[number % this.#kinds.length];
      if (kind) this.#begin(kind);
      await sleep(1000 / OPENED_PER_SECOND);
    }
  }

  stop(): void {
    this.#isOver = true;
    for (const end of this.#ends) end();
  }

  #begin(kind: Kind): void {
    const socket = connect({ host: '127.0.0.1', port: this.#port });
    if (kind.reads) socket.resume();
    else socket.pause();
    socket.write(kind.opening);
    const steps = setInterval(() => {
      socket.write(kind.step);
      if (!kind.reads) socket.read();
    }, STEP_MILLISECONDS);
    const end = () => socket.destroy();
    this.#ends.add(end);
    socket.on('connect', () => {
      this.open += 1;
      socket.on('close', () => {
        this.open -= 1;
      });
    });
    // Whether it was reset or ended in peace: it is gone.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(steps);
      this.#ends.delete(end);
      if (this.#isOver) return;
      this.cuts.set(kind.name, (this.cuts.get(kind.name) ?? 0) + 1);
      this.#begin(kind);
    });
  }
}
