import type { IncomingMessage, Server, ServerResponse } from 'node:http';

type Respond = (response: ServerResponse) => void;

/** Events by which a server hands a request to those who listen for it. */
const HANDS_OVER = new Set(['request', 'checkContinue', 'checkExpectation']);

const heldBack = new WeakSet<Server>();
const admitted = new WeakSet<IncomingMessage>();
const answered = new WeakMap<IncomingMessage, Respond>();

/** Lets a request through: everything that has to be known and mended before was. */
export const admit = (request: IncomingMessage): void => {
  admitted.add(request);
};

/** Answers a request in place of every listener. */
export const respondInstead = (request: IncomingMessage, respond: Respond): void => {
  answered.set(request, respond);
};

/**
 * From now on no listener of a server receives a request that was not admitted. A subscriber of a diagnostics
 * channel can stop nothing: Node goes on with a request whose subscriber has thrown.
 * @param refuse answers such a request, unless {@link respondInstead} does
 */
export function holdBack(server: Server, refuse: Respond): void {
  if (heldBack.has(server)) return;
  heldBack.add(server);
  const handOver: (event: string, ...args: unknown[]) => boolean = server.emit.bind(server);
  server.emit = (event: string, ...args: unknown[]): boolean => {
    const [request, response] = args as [IncomingMessage, ServerResponse]; // of these events
    if (!HANDS_OVER.has(event) || admitted.has(request)) return handOver(event, ...args);
    const respond = answered.get(request) ?? refuse;
    respond(response);
    return true;
  };
}
