import { once } from 'node:events';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Context } from '../context';
import type { CommandRequest, CommandResult } from './run-command';

/**
 * PGlite has room for one process, so while the server runs the commands ask it: through a Unix domain
 * socket, one JSON line there and one back. What keeps it safe is that a socket is a file. Its folder is
 * 0700 and made here, and the socket is 0600: the system lets only that user connect who runs the
 * server, and root. A browser or another machine has no way to it, and there is no secret to leak.
 */

const FOLDER = 'operator';
const SOCKET = 'control.sock';

/** sun_path has 108 bytes on Linux and 104 on macOS, of which the last is NUL. */
const PATH_BYTES = 103;

const REQUEST_BYTES = 16 * 1024;
const REPLY_BYTES = 16 * 1024 * 1024;
/** Milliseconds for the whole request to come, and for the whole answer to be taken. */
const REQUEST_MS = 5000;
/** Milliseconds; longer than anything that is done within the time the database has. */
const REPLY_MS = 20_000;
const STOP_MS = 3000;
const CONNECTIONS_AT_ONCE = 16;

export type ControlServer = Readonly<{ stop(): Promise<void> }>;

const NO_DOOR: ControlServer = { stop: async () => {} };

type Doorway = {
  dataDir: string;
  /** Does what one line asks. Must not throw. */
  obey(request: unknown): Promise<CommandResult>;
  log: Context['log'];
};

/**
 * Opens the door of the server that holds the lock of the PGlite in `dataDir`. Where it cannot be opened the
 * server runs without: the commands then want it stopped.
 */
export async function startControlServer({ dataDir, obey, log }: Doorway): Promise<ControlServer> {
  if (process.platform === 'win32') {
    log.debug('commands do not work while the server runs: this system has no Unix domain sockets');
    return NO_DOOR;
  }
  const file = findSocketPath(dataDir);
  if (file === null) {
    log.warn(
      `commands do not work while the server runs: the path of DATA_DIR is too long for a socket (${PATH_BYTES} bytes)`,
    );
    return NO_DOOR;
  }
  try {
    const visits = new Visits(obey);
    const server = await listen(file, (socket) => visits.receive(socket));
    server.on('error', (error) => log.warn({ err: error }, 'a command could not be received'));
    return { stop: () => close(server, visits) };
  } catch (error) {
    log.warn({ err: error }, 'commands do not work while the server runs: the socket in DATA_DIR cannot be opened');
    return NO_DOOR;
  }
}

async function listen(file: string, onSocket: (socket: Socket) => void): Promise<Server> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  // A file that is there was left by kill -9: a process that listens there would have the lock, and this one has it.
  await rm(file, { force: true });
  const server = createServer({ allowHalfOpen: true }, onSocket);
  server.maxConnections = CONNECTIONS_AT_ONCE;
  // The socket is created within this very call, so no other user had it, not even before the chmod.
  const umask = process.umask(0o077);
  try {
    server.listen(file);
  } finally {
    process.umask(umask);
  }
  await once(server, 'listening');
  await chmod(file, 0o600);
  return server;
}

/** Closing removes the file. What is under way is answered; who has not asked yet is sent away. */
async function close(server: Server, visits: Visits): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  visits.sendIdleAway();
  await Promise.race([visits.done(), sleep(STOP_MS, undefined, { ref: false })]);
  visits.sendAllAway();
  await closed;
}

class Visits {
  readonly #obey: Doorway['obey'];
  readonly #sockets = new Set<Socket>();
  readonly #underway = new Map<Socket, Promise<void>>();

  constructor(obey: Doorway['obey']) {
    this.#obey = obey;
  }

  receive(socket: Socket): void {
    this.#sockets.add(socket);
    // A client that closes early needs no answer.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    void this.#hear(socket);
  }

  async done(): Promise<void> {
    await Promise.all(this.#underway.values());
  }

  sendIdleAway(): void {
    for (const socket of this.#sockets) if (!this.#underway.has(socket)) socket.destroy();
  }

  sendAllAway(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #hear(socket: Socket): Promise<void> {
    const line = await readLine(socket, { maxBytes: REQUEST_BYTES, withinMs: REQUEST_MS });
    if ('fault' in line && line.fault !== 'too-long') {
      socket.destroy();
      return;
    }
    const answering = this.#answer(socket, line).finally(() => this.#underway.delete(socket));
    this.#underway.set(socket, answering);
    await answering;
  }

  async #answer(socket: Socket, line: Line): Promise<void> {
    const request = 'text' in line ? parseJson(line.text) : undefined;
    const reply = request === undefined ? NOT_UNDERSTOOD : await this.#obey(request);
    const taken = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    // Read on, so as to see the other side close; what else it says is not heard.
    socket.resume();
    socket.end(`${JSON.stringify(reply)}\n`);
    await Promise.race([taken, sleep(REQUEST_MS, undefined, { ref: false })]);
    socket.destroy();
  }
}

const NOT_UNDERSTOOD: CommandResult = {
  ok: false,
  reason: 'usage',
  message: `A request is one line of JSON with at most ${REQUEST_BYTES} bytes.`,
};

/** The server did not answer as it should; the message is one line that says what to do. */
export class ControlError extends Error {
  override readonly name = 'DoorError';
}

/**
 * Asks the server that has the database in `dataDir`.
 * @returns null when none listens there
 * @throws DoorError
 */
export async function sendCommand(dataDir: string, request: CommandRequest): Promise<CommandResult | null> {
  const file = process.platform === 'win32' ? null : findSocketPath(dataDir);
  const socket = file && (await reach(file));
  if (!socket) return null;
  try {
    socket.on('error', () => {});
    socket.write(`${JSON.stringify(request)}\n`);
    const line = await readLine(socket, { maxBytes: REPLY_BYTES, withinMs: REPLY_MS });
    const reply = ReplySchema.safeParse('text' in line ? parseJson(line.text) : undefined);
    if (reply.success) return reply.data;
    throw new ControlError(
      'The server stopped or did not answer in time. Check whether the command was executed before you try again.',
    );
  } finally {
    socket.destroy();
  }
}

const NOBODY_THERE = ['ENOENT', 'ENOTDIR', 'ECONNREFUSED', 'ENOTSOCK'];

async function reach(file: string): Promise<Socket | null> {
  const socket = connect(file);
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    socket.destroy();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== undefined && NOBODY_THERE.includes(String(code))) return null;
    if (code === 'EACCES' || code === 'EPERM') {
      throw new ControlError('The server runs as another user: run this command as that user, or as root.');
    }
    throw new ControlError(
      `The server cannot be reached through ${file} (${code}). Stop it, and run this command again.`,
    );
  }
}

const ReplySchema: z.ZodType<CommandResult> = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.looseObject({}) }),
  z.object({ ok: z.literal(false), reason: z.enum(['usage', 'no_such_user', 'failed']), message: z.string() }),
]);

/** Of the absolute path and the one from here, the shorter; null when even that is too long for the system. */
function findSocketPath(dataDir: string): string | null {
  const absolute = path.resolve(dataDir, FOLDER, SOCKET);
  const relative = path.relative(process.cwd(), absolute);
  const shorter = Buffer.byteLength(relative) < Buffer.byteLength(absolute) ? relative : absolute;
  return Buffer.byteLength(shorter) <= PATH_BYTES ? shorter : null;
}

type Line = { text: string } | { fault: 'too-long' | 'silent' | 'gone' };

/** The first line that comes, without its end. */
function readLine(socket: Socket, { maxBytes, withinMs }: { maxBytes: number; withinMs: number }): Promise<Line> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (line: Line) => {
      clearTimeout(timer);
      socket.off('data', take).off('end', leave).off('close', leave).pause();
      resolve(line);
    };
    const timer = setTimeout(() => settle({ fault: 'silent' }), withinMs);
    const leave = () => settle({ fault: 'gone' });
    const take = (chunk: Buffer) => {
      const end = chunk.indexOf('\n');
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
      bytes += chunks.at(-1)?.length ?? 0;
      if (bytes > maxBytes) settle({ fault: 'too-long' });
      else if (end >= 0) settle({ text: Buffer.concat(chunks).toString('utf8') });
    };
    socket.on('data', take).on('end', leave).on('close', leave);
  });
}

/** Undefined when it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
