// A thread of the worker pool: hashes or compares, one message at a time.
import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import bcrypt from 'bcrypt';

/** Below everything else of the process (nice(2)). On Linux each thread has its own; elsewhere it would be the whole process's. */
const NICENESS = 10;

// A process that was started with a lower priority still (systemd's Nice=15) may not raise it.
if (process.platform === 'linux' && getPriority() < NICENESS) setPriority(0, NICENESS);

parentPort?.on('message', ({ text, cost, hash }) => {
  parentPort?.postMessage(hash === undefined ? bcrypt.hashSync(text, cost) : bcrypt.compareSync(text, hash));
});
