// Of several starts in one folder one at a time prepares it: two builds would write over each other.
import { createHash } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until no other process does its work for `folder`, then does this one. The turn is a local
 * socket: the system ends it with the process, however that dies.
 * @template Result
 * @param {string} folder
 * @param {() => void} onWait
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function inTurn(folder, onWait, work) {
  const address = addressFor(folder);
  let server = await listen(address);
  if (server === null) onWait();
  while (server === null) {
    await sleep(200);
    await removeIfDead(address);
    server = await listen(address);
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}

/** @param {string} folder */
function addressFor(folder) {
  const name = `postern-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  // Both without a file that a killed process would leave behind.
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return path.join(tmpdir(), `${name}.sock`);
}

/**
 * @param {string} address
 * @returns {Promise<import('node:net').Server | null>} null while another process has it
 */
function listen(address) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}

/**
 * @param {string} address
 * @returns {Promise<void>}
 */
function removeIfDead(address) {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED' && path.isAbsolute(address)) unlinkSync(address);
      resolve();
    });
  });
}
