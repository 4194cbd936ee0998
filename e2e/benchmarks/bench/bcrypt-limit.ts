import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const COST = 12;
const program = new URL('./bcrypt-limit-worker.mjs', import.meta.url);

/** Hashes a second of this machine: bcrypt of cost 12 in one thread for each core, and nothing else. */
export async function measureBcryptLimit(seconds: number): Promise<number> {
  const threads = Array.from({ length: availableParallelism() }, async () => {
    const worker = new Worker(program, { workerData: { cost: COST, milliseconds: seconds * 1000 } });
    const [hashesPerSecond] = await once(worker, 'message');
    return Number(hashesPerSecond);
  });
  return (await Promise.all(threads)).reduce((sum, each) => sum + each, 0);
}
