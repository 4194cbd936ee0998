import path from 'node:path';
import { Worker } from 'node:worker_threads';

/** The program of a thread. Named by a path, as the bundler does not see what a `Worker` loads. */
const PROGRAM = path.join(process.cwd(), 'lib', 'hashing', 'bcrypt-worker.mjs');

type Job = { text: string } & ({ cost: number; hash?: never } | { hash: string; cost?: never });

/** A thread that does one job at a time. */
type HashThread = { isAlive: boolean; run(job: Job): Promise<unknown> };

/**
 * bcrypt in threads of its own, as many as are asked at once: libuv's pool stays free for token checks, DNS and
 * files, and whatever else wants a core gets it first.
 */
export class BcryptWorkerPool {
  readonly #idle: HashThread[] = [];

  async hash(text: string, cost: number): Promise<string> {
    return String(await this.#run({ text, cost }));
  }

  async compare(text: string, hash: string): Promise<boolean> {
    return (await this.#run({ text, hash })) === true;
  }

  async #run(job: Job): Promise<unknown> {
    let thread = this.#idle.pop();
    while (thread && !thread.isAlive) thread = this.#idle.pop();
    thread ??= startThread();
    const result = await thread.run(job);
    this.#idle.push(thread);
    return result;
  }
}

function startThread(): HashThread {
  const worker = new Worker(PROGRAM, { execArgv: [] });
  let settle: { resolve(result: unknown): void; reject(error: unknown): void } | null = null;
  const thread: HashThread = {
    isAlive: true,
    run: (job) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        worker.ref();
        worker.postMessage(job);
      }),
  };
  const end = (error: unknown) => {
    thread.isAlive = false;
    settle?.reject(error);
  };
  worker.on('message', (result: unknown) => {
    worker.unref(); // an idle one does not keep the process
    settle?.resolve(result);
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('a hashing thread has ended')));
  return thread;
}
