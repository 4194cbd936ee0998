import { once } from 'node:events';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as ListeningServer, type Socket } from 'node:net';
import path from 'node:path';
import type { Context } from '../context';
import { CONTROL_TIMEOUTS } from '../timeouts';
import { findSocketPath, headersOf, MAX_REQUEST_BYTES, MAX_SOCKET_PATH_BYTES, readJson } from './control-socket';
import type { CommandResult } from './run-command';

/**
 * PGlite has room for one process, so commands ask a running server, by HTTP on a Unix socket. What keeps it safe is that
 * a socket is a file: its folder has mode 0700 and the socket 0600, so the system lets only the user connect who runs the
 * server, and root. A browser or another machine cannot reach it, and there is no secret to leak.
 */

const MAX_CONNECTIONS = 16;
const CHECK_INTERVAL_MS = 1000;

export type ControlServer = Readonly<{ stop(): Promise<void> }>;

const NO_SERVER: ControlServer = { stop: async () => {} };

type RunCommand = (request: unknown) => Promise<CommandResult>;

type Options = {
  dataDir: string;
  /** Must not throw. */
  runCommand: RunCommand;
  log: Context['log'];
};

/**
 * Listens on the control socket of the server that holds the lock of the PGlite folder in `dataDir`. Where the socket
 * cannot be opened, the server runs without it, and commands need the server stopped.
 */
export async function startControlServer({ dataDir, runCommand, log }: Options): Promise<ControlServer> {
  if (process.platform === 'win32') {
    log.debug('commands do not work while the server runs: this system has no Unix domain sockets');
    return NO_SERVER;
  }
  const file = findSocketPath(dataDir);
  if (file === null) {
    log.warn(
      `commands do not work while the server runs: the path of DATA_DIR is too long for a socket (${MAX_SOCKET_PATH_BYTES} bytes)`,
    );
    return NO_SERVER;
  }
  try {
    const connections = new Connections(runCommand);
    const server = createControlServer(connections);
    await listen(server, file);
    server.on('error', (error) => log.warn({ err: error }, 'a command could not be received'));
    return { stop: () => close(server, connections) };
  } catch (error) {
    log.warn({ err: error }, 'commands do not work while the server runs: the socket in DATA_DIR cannot be opened');
    return NO_SERVER;
  }
}

/** A connection that sends no complete request in time is closed by Node. */
function createControlServer(connections: Connections): Server {
  const server = createServer({
    headersTimeout: CONTROL_TIMEOUTS.requestMs,
    requestTimeout: CONTROL_TIMEOUTS.requestMs,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('connection', (socket) => connections.add(socket));
  server.on('request', (request, response) => void connections.respond(request, response));
  return server;
}

async function listen(server: Server, file: string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  // A file that is there was left by kill -9: a process that listens there would have the lock, and this one has it.
  await rm(file, { force: true });
  // The socket is created within this very call, so no other user had it, not even before the chmod.
  const umask = process.umask(0o077);
  try {
    server.listen(file);
  } finally {
    process.umask(umask);
  }
  await once(server, 'listening');
  await chmod(file, 0o600);
}

/** Closing removes the file. Commands that are running get their response; other connections are closed at once. */
async function close(server: Server, connections: Connections): Promise<void> {
  // Not HTTP's own close(), which would cut a response that is not written to its end.
  const closed = new Promise<void>((resolve) => ListeningServer.prototype.close.call(server, () => resolve()));
  connections.closeWaiting();
  const cut = setTimeout(() => server.closeAllConnections(), CONTROL_TIMEOUTS.stopMs);
  await closed;
  clearTimeout(cut);
}

class Connections {
  readonly #runCommand: RunCommand;
  /** The connections whose request is not complete. Node counts a new one as active, so its own list does not help. */
  readonly #waiting = new Set<Socket>();

  constructor(runCommand: RunCommand) {
    this.#runCommand = runCommand;
  }

  add(socket: Socket): void {
    this.#waiting.add(socket);
    socket.once('close', () => this.#waiting.delete(socket));
  }

  closeWaiting(): void {
    for (const socket of this.#waiting) socket.destroy();
  }

  /** One request for each connection. */
  async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    try {
      const command = request.method === 'POST' ? await readJson(request, MAX_REQUEST_BYTES) : undefined;
      this.#waiting.delete(socket);
      const result = command === undefined ? INVALID_REQUEST : await this.#runCommand(command);
      const body = JSON.stringify(result);
      response.writeHead(command === undefined ? 400 : 200, { ...headersOf(body), Connection: 'close' }).end(body);
      // A client that does not read its response.
      const cut = setTimeout(() => socket.destroy(), CONTROL_TIMEOUTS.responseMs);
      socket.once('close', () => clearTimeout(cut));
    } catch {
      socket.destroy(); // the client closed the connection within its request
    }
  }
}

const INVALID_REQUEST: CommandResult = {
  ok: false,
  reason: 'usage',
  message: `A request is a POST of JSON with at most ${MAX_REQUEST_BYTES} bytes.`,
};
