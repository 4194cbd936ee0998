import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { hasCode, removeIfThere } from '../create-file';

/**
 * A socket in the folder of the lock, on which its holder listens. The kernel closes it with the process, and no
 * namespace hides it from a process that sees the file. Nothing is said over it.
 */
export type LockSocket = Readonly<{
  /** For a child to inherit: the socket is open as long as one of both lives. */
  descriptor: number;
  close(): void;
}>;

/** sun_path has 108 bytes on Linux and 104 on macOS, of which the last is NUL. */
const PATH_BYTES = 103;

/** @returns null where the path is too long, or the system or the file system has no sockets */
export async function listenOn(file: string): Promise<LockSocket | null> {
  // Connections only have to be taken; it is no server of HTTP, and does not keep the process.
  const server = createServer((socket) => socket.destroy()).unref();
  const listening = once(server, 'listening');
  // Of this process's user alone from the first moment, like the database itself.
  const umask = process.umask(0o077);
  try {
    if (!withShortPath(file, (short) => server.listen(short))) return null;
  } finally {
    process.umask(umask);
  }
  try {
    await listening;
  } catch {
    return null;
  }
  server.on('error', () => {}); // no connection could be taken up: the kernel goes on listening
  return {
    descriptor: descriptorOf(server),
    close: () => {
      server.close();
      removeIfThere(file);
    },
  };
}

function descriptorOf(server: Server): number {
  const { _handle } = server as unknown as { _handle: { fd: number } }; // Node has no public name for it
  return _handle.fd;
}

/** `unknown`: there is no such socket, or this process may not connect, which says nothing of its holder. */
export type Knock = 'answered' | 'refused' | 'unknown';

export async function knockOn(file: string): Promise<Knock> {
  const socket = withShortPath(file, connect);
  if (!socket) return 'unknown';
  try {
    await once(socket, 'connect');
    return 'answered';
  } catch (error) {
    // EAGAIN: it listens, and more than it took up are waiting.
    if (hasCode(error, 'EAGAIN')) return 'answered';
    return hasCode(error, 'ECONNREFUSED') ? 'refused' : 'unknown';
  } finally {
    socket.destroy();
  }
}

/**
 * Calls `use`, which binds or connects before it returns, with a path of that file that a socket may have. On Linux
 * there is always one: through the open folder.
 */
function withShortPath<Result>(file: string, use: (short: string) => Result): Result | null {
  if (process.platform === 'win32') return null;
  if (Buffer.byteLength(file) <= PATH_BYTES) return use(file);
  if (process.platform !== 'linux') return null;
  let folder: number;
  try {
    folder = openSync(path.dirname(file), 'r');
  } catch {
    return null;
  }
  try {
    return use(`/proc/self/fd/${folder}/${path.basename(file)}`);
  } finally {
    closeSync(folder);
  }
}
