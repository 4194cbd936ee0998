import { Server } from 'node:http';
import { Server as ListeningServer, type Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

/** The one HTTP server of the process, which Next makes: how long it waits for clients, and how it ends. */

/** Milliseconds. Node looks every 30 s, so a slow sender is cut within 60. */
const HEADERS_TIMEOUT = 20_000;
const REQUEST_TIMEOUT = 25_000;
/** Milliseconds in which a socket has to move: longer than any request takes. Node lets one that is written to pass twice. */
const IDLE_TIMEOUT = 20_000;

let listening: Server | null = null;
let isLeaving = false;

/** Whether everybody is asked to leave: no connection is kept any more. */
export const isDraining = (): boolean => isLeaving;

/** Milliseconds that the listener stays open while somebody is connected, so that kept connections end with an answer. */
const LEAVE_MS = 1000;
const LOOK_MS = 50;

/**
 * Asks whoever is connected to leave, takes no more connections, and waits for the requests in flight.
 * @param deadlineMs after which what is left is cut
 */
export async function drainServer(deadlineMs: number): Promise<void> {
  const server = listening;
  if (!server) return;
  const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
  isLeaving = true;
  for (let waitedMs = 0; waitedMs < LEAVE_MS && (await countConnections(server)) > 0; waitedMs += LOOK_MS) {
    await sleep(LOOK_MS);
  }
  await takeUpWaiting(server);
  // Not HTTP's own close(), which would end idle connections while their next request may be on its way.
  const closed = new Promise<void>((resolve) => ListeningServer.prototype.close.call(server, () => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

/** With the listener go the connections that the kernel holds for it: first they are taken up, one a turn of the loop. */
async function takeUpWaiting(server: Server): Promise<void> {
  let isSomebodyNew = true;
  const noted = () => {
    isSomebodyNew = true;
  };
  server.on('connection', noted);
  const until = performance.now() + LEAVE_MS;
  while (isSomebodyNew && performance.now() < until) {
    isSomebodyNew = false;
    await setImmediate();
  }
  server.off('connection', noted);
}

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)));
}

/** Once a server: its time limits, and no WebSocket, which nothing here speaks. */
export function tuneServer(socket: Socket & { server?: unknown }): void {
  const { server } = socket;
  // Operators' commands come to a server of their own, which is not HTTP's.
  if (!(server instanceof Server) || server === listening) return;
  listening = server;
  server.headersTimeout = HEADERS_TIMEOUT;
  server.requestTimeout = REQUEST_TIMEOUT;
  server.timeout = IDLE_TIMEOUT;
  socket.setTimeout(IDLE_TIMEOUT); // this one was set up before
  server.removeAllListeners('upgrade');
}
