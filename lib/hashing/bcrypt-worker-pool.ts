import { Worker } from 'node:worker_threads';

/** Below everything else of the process (nice(2)). On Linux each thread has its own; elsewhere it would be the whole process's. */
const NICENESS = 10;

const PROGRAM = `
  const { parentPort } = require('node:worker_threads');
  const bcrypt = require('bcrypt');
  if (process.platform === 'linux') require('node:os').setPriority(0, ${NICENESS});
  parentPort.on('message', ({ text, cost, hash }) => {
    parentPort.postMessage(hash === undefined ? bcrypt.hashSync(text, cost) : bcrypt.compareSync(text, hash));
  });
`;

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
  const worker = new Worker(PROGRAM, { eval: true, execArgv: [] });
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
