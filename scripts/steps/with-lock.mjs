// Of several starts in one folder one at a time prepares it: two builds would write over each other.
import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StepError } from './prepare.mjs';

/** Longer than the slowest first start: a process that waits that long waits for one that hangs. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Waits until no other process does its work for `folder`, then does this one. The turn is a socket inside the folder,
 * where only its owner can create one: the system ends it with the process, however that dies. A folder that
 * cannot hold one, such as a read-only one, has no turns.
 * @template Result
 * @param {string} folder
 * @param {() => void} onWait
 * @param {() => Promise<Result>} work
 * @param {number} [patienceMs]
 * @returns {Promise<Result>}
 * @throws {StepError} when it had to wait for too long
 */
export async function inTurn(folder, onWait, work, patienceMs = PATIENCE_MS) {
  const address = addressFor(folder);
  const until = performance.now() + patienceMs;
  let turn = await take(address);
  if (turn === null) onWait();
  while (turn === null) {
    if (performance.now() > until) throw new StepError(tooLong(address, patienceMs));
    await sleep(200);
    await removeIfDead(address);
    turn = await take(address);
  }
  try {
    return await work();
  } finally {
    turn.close();
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
  const file = path.join(folder, '.data', 'turn.sock');
  const relative = path.relative(process.cwd(), file);
  // A socket's path has 103 bytes at most.
  return relative.length < file.length ? relative : file;
}

/** @typedef {{ close(): void }} Turn */

/**
 * @param {string} address
 * @returns {Promise<Turn | null>} null while another process has it
 */
function take(address) {
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
    // It is there, or cannot be: then there are no turns.
  }
}

/**
 * What a killed process left. Renaming takes it away for one alone of those that found it dead; one that was made
 * by a quicker one meanwhile answers, and is put back.
 * @param {string} address
 */
async function removeIfDead(address) {
  if (process.platform === 'win32' || !(await isDead(address))) return;
  const taken = `${address}.${randomBytes(3).toString('hex')}`;
  try {
    renameSync(address, taken);
  } catch {
    return; // another one was quicker
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
