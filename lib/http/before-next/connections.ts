import { Server, type ServerResponse } from 'node:http';
import { Server as ListeningServer, type Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { CONNECTION_TIMEOUTS, STOP_TIMEOUTS } from '../../timeouts';

/** The public HTTP server of the process, which Next makes: how long it waits for clients, and how it ends. */

/**
 * Milliseconds for a connection that has sent no request yet, whatever bytes come; for a request with its answer, however
 * slowly it is read; and between requests, where Node itself closes what sends nothing.
 */
const longestMs = {
  silent: CONNECTION_TIMEOUTS.silentMs,
  exchange: CONNECTION_TIMEOUTS.exchangeMs,
  kept: Number.POSITIVE_INFINITY,
};
const SWEEP_MS = 5_000;

/** What each open connection has been doing, and since when. */
const states = new Map<Socket, ConnectionState>();

/** `exchanges`: the requests whose answers have not been taken. */
type ConnectionState = { does: keyof typeof longestMs; since: number; exchanges: number };

let listening: Server | null = null;
let isLeaving = false;

/** Whether the server drains: no connection is kept open after its response. */
export const isDraining = (): boolean => isLeaving;

const LOOK_MS = 50;

/** Longer than a connection takes from the process that accepts it to the worker that serves it. */
const HANDOVER_MS = 50;

/**
 * Asks connected clients to leave, accepts no more connections, and waits for the requests in flight.
 * @param deadlineMs after which what is left is cut
 * @param isAlone whether this process accepts its connections itself
 */
export async function drainServer(deadlineMs: number, isAlone: boolean): Promise<void> {
  const server = listening;
  if (!server) return;
  const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
  isLeaving = true;
  for (
    let waitedMs = 0;
    waitedMs < STOP_TIMEOUTS.leaveMs && (await countConnections(server)) > 0;
    waitedMs += LOOK_MS
  ) {
    await sleep(LOOK_MS);
  }
  await drainBacklog(server, () => (isAlone ? setImmediate() : sleep(HANDOVER_MS)));
  // Not HTTP's own close(), which would end idle connections while their next request may be on its way.
  const closed = new Promise<void>((resolve) => ListeningServer.prototype.close.call(server, () => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

/**
 * With the listener go the connections that the kernel, or another process, holds for it: first they are taken up.
 * @param turn in which at least one of them comes, if there is any
 */
async function drainBacklog(server: Server, turn: () => Promise<unknown>): Promise<void> {
  let isSomebodyNew = true;
  const noted = () => {
    isSomebodyNew = true;
  };
  server.on('connection', noted);
  const until = performance.now() + STOP_TIMEOUTS.leaveMs;
  while (isSomebodyNew && performance.now() < until) {
    isSomebodyNew = false;
    await turn();
  }
  server.off('connection', noted);
}

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)));
}

/**
 * Whether a server is the one for operators' commands, which has timeouts and an end of its own: it listens on a Unix
 * socket, and Next's server on a port.
 */
export const isControlServer = (server: ListeningServer): boolean =>
  server !== listening && typeof server.address() === 'string';

/** Call for each new connection. @param keepAliveSeconds that it stays open between requests */
export function trackSocket(socket: Socket & { server?: unknown }, keepAliveSeconds: number): void {
  const { server } = socket;
  if (!(server instanceof Server) || isControlServer(server)) return;
  if (server !== listening) tuneServer(server, keepAliveSeconds);
  states.set(socket, { does: 'silent', since: performance.now(), exchanges: 0 });
  socket.once('close', () => states.delete(socket));
}

/** Call for each request that begins. A client may send the next one before it has read the answer to the last. */
export function trackExchange(socket: Socket, response: ServerResponse): void {
  const state = states.get(socket);
  if (!state) return;
  state.exchanges += 1;
  stand(state, 'exchange');
  response.once('close', () => {
    state.exchanges -= 1;
    if (state.exchanges === 0) stand(state, 'kept');
  });
}

function stand(state: ConnectionState, does: ConnectionState['does']): void {
  state.does = does;
  state.since = performance.now();
}

/** Once: its time limits, and no WebSocket, which nothing here speaks. */
function tuneServer(server: Server, keepAliveSeconds: number): void {
  listening = server;
  server.headersTimeout = CONNECTION_TIMEOUTS.headersMs;
  server.requestTimeout = CONNECTION_TIMEOUTS.requestMs;
  server.keepAliveTimeout = keepAliveSeconds * 1000;
  longestMs.kept = keepAliveSeconds * 1000 + CONNECTION_TIMEOUTS.keptGraceMs;
  server.removeAllListeners('upgrade');
  setInterval(closeSlow, SWEEP_MS).unref();
}

function closeSlow(): void {
  for (const [socket, { does, since }] of states) {
    if (performance.now() - since > longestMs[does]) socket.destroy();
  }
}
