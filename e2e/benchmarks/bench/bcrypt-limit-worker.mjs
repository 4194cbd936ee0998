// Hashes in this thread for so many milliseconds, and posts how many hashes a second that were.
import { parentPort, workerData } from 'node:worker_threads';
import bcrypt from 'bcrypt';

const { cost, milliseconds } = workerData;
const salt = bcrypt.genSaltSync(cost);
const startedAt = performance.now();
let hashes = 0;
while (performance.now() - startedAt < milliseconds) {
  bcrypt.hashSync('seven herons over the weir', salt);
  hashes += 1;
}
parentPort?.postMessage((hashes * 1000) / (performance.now() - startedAt));
