// One start at a time prepares a folder: two builds would write over each other.
import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logStep } from './log-step.mjs';
import { projectDir } from './project.mjs';
import { StepError } from './step-error.mjs';

/** Longer than the slowest first start: whatever holds the lock for longer hangs. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Does `work` while no other start, test run or build of this folder prepares it.
 * @template Result
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export const withFolderLock = (work) =>
  withLock(projectDir, () => logStep('waiting', 'for another start in this folder, 10 minutes at most'), work);

/**
 * Waits until no other process does such work in `folder`, then does `work`. The lock is a listening socket inside the
 * folder, where only its owner can create one: the system closes it with the process, however that ends. A folder that
 * cannot hold one, such as a read-only one, has no lock.
 * @template Result
 * @param {string} folder
 * @param {() => void} onWait
 * @param {() => Promise<Result>} work
 * @param {number} [patienceMs]
 * @returns {Promise<Result>}
 * @throws {StepError} when it had to wait for too long
 */
export async function withLock(folder, onWait, work, patienceMs = PATIENCE_MS) {
  const address = addressFor(folder);
  const until = performance.now() + patienceMs;
  let lock = await acquire(address);
  if (lock === null) onWait();
  while (lock === null) {
    if (performance.now() > until) throw new StepError(tooLong(address, patienceMs));
    await sleep(200);
    await removeIfDead(address);
    lock = await acquire(address);
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

/**
 * @param {string} address
 * @param {number} patienceMs
 */
const tooLong = (address, patienceMs) =>
  `Another start has been preparing this folder for ${Math.ceil(patienceMs / 60_000)} minutes. ` +
  `Stop the process that listens on ${address}, and start again.`;

/** @param {string} folder */
function addressFor(folder) {
  if (process.platform === 'win32') {
    return `\\\\.\\pipe\\postern-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  }
  const file = path.join(folder, '.data', 'prepare.sock');
  const relative = path.relative(process.cwd(), file);
  // A socket's path has 103 bytes at most.
  return relative.length < file.length ? relative : file;
}

/** @typedef {{ close(): void }} Lock */

/**
 * @param {string} address
 * @returns {Promise<Lock | null>} null while another process has it
 */
function acquire(address) {
  if (path.extname(address) === '.sock') makeFolder(path.dirname(address));
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      resolve(isTaken ? null : { close: () => {} });
    });
    // It is created within this very call, so no other user could connect to it.
    const umask = process.umask(0o077);
    server.listen(address, () => resolve(server));
    process.umask(umask);
  });
}

/** @param {string} folder */
function makeFolder(folder) {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    // It is there, or cannot be: then there is no lock.
  }
}

/**
 * Removes the socket that a killed process left. Of several processes that found it dead, renaming succeeds for one. If
 * a new lock was taken meanwhile, what was renamed answers, and is put back.
 * @param {string} address
 */
async function removeIfDead(address) {
  if (process.platform === 'win32' || !(await isDead(address))) return;
  const taken = `${address}.${randomBytes(3).toString('hex')}`;
  try {
    renameSync(address, taken);
  } catch {
    return; // another process removed it
  }
  try {
    if (!(await isDead(taken))) linkSync(taken, address);
  } catch {
    // Its place was taken in that moment.
  } finally {
    unlinkSync(taken);
  }
}

/**
 * @param {string} address
 * @returns {Promise<boolean>}
 */
function isDead(address) {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED'));
  });
}
