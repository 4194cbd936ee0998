import type { IncomingMessage, Server, ServerResponse } from 'node:http';

type Refuse = (response: ServerResponse) => void;

/** Events by which a server hands a request to those who listen for it. */
const HANDS_OVER = new Set(['request', 'checkContinue', 'checkExpectation']);

const heldBack = new WeakSet<Server>();
const admitted = new WeakSet<IncomingMessage>();

/** Lets a request through: everything that has to be known and mended before was. */
export const admit = (request: IncomingMessage): void => {
  admitted.add(request);
};

/**
 * From now on no listener of a server receives a request that was not admitted. A subscriber of a diagnostics
 * channel can stop nothing: Node goes on with a request whose subscriber has thrown.
 * @param refuse answers such a request instead
 */
export function holdBack(server: Server, refuse: Refuse): void {
  if (heldBack.has(server)) return;
  heldBack.add(server);
  const handOver: (event: string, ...args: unknown[]) => boolean = server.emit.bind(server);
  server.emit = (event: string, ...args: unknown[]): boolean => {
    const [request, response] = args as [IncomingMessage, ServerResponse]; // of these events
    if (!HANDS_OVER.has(event) || admitted.has(request)) return handOver(event, ...args);
    refuse(response);
    return true;
  };
}
