import { randomBytes } from 'node:crypto';
import { Connection } from './connection';
import type { WorkName } from './options';
import { type Client, type Dialect, encode, NO_SESSION, type WireRequest } from './requests';
import type { WireResponse } from './response-reader';

export type RequestWork = keyof Dialect['requests'];

/** A server that is being measured. */
export type Target = { label: string; port: number; pid: number; dialect: Dialect };

/** A client that makes requests of one kind, one after the other, over a connection of its own. */
export type Lane = {
  connection: Connection;
  next(): Buffer;
  /** What is wrong with a response, or null. */
  faultOf(response: WireResponse): string | null;
};

/** Work whose cost is a hash of the password. */
export const isHashing = (work: WorkName): boolean => work === 'register' || work === 'sign-in';

export const newEmail = (): string => `bench-${randomBytes(8).toString('hex')}@example.com`;

/**
 * Lanes that share the clients between them, so that a session is in one lane only, if there are enough. None where the
 * server does not have that kind of request.
 */
export function createLanes(target: Target, work: RequestWork, clients: readonly Client[], count: number): Lane[] {
  return Array.from({ length: count }, (_, lane) => {
    const own = clients.filter((_, index) => index % count === lane % clients.length);
    return createLane(target, work, own);
  }).flatMap((lane) => lane ?? []);
}

/** Work whose requests differ from each other: somebody else registers, and each token is that of the response before. */
const CHANGES: readonly RequestWork[] = ['register', 'refresh-rotating'];

/** One that makes requests for its clients in turn: an account may sign in only so often. */
function createLane(target: Target, work: RequestWork, clients: readonly Client[]): Lane | null {
  const toRequest = target.dialect.requests[work];
  if (toRequest === undefined) return null;
  const prepare = (client: Client) => {
    const request = toRequest(work === 'register' ? { email: newEmail(), session: NO_SESSION } : client);
    return { client, request, bytes: encode(request, target.port) };
  };
  const waiting = clients.map(prepare);
  let [current] = waiting;
  return {
    connection: new Connection(target.port),
    next: () => {
      const next = waiting.shift();
      if (next === undefined) throw new Error('A lane needs a client');
      waiting.push(next);
      current = CHANGES.includes(work) ? prepare(next.client) : next;
      return current.bytes;
    },
    faultOf: (response) => {
      if (current === undefined) return 'A response to no request';
      const { client, request } = current;
      const fault = faultOf(request, response);
      if (fault === null && work === 'refresh-rotating') {
        client.session = target.dialect.sessionAfter(response, client.session);
      }
      return fault;
    },
  };
}

function faultOf({ method, path, status, contains }: WireRequest, response: WireResponse): string | null {
  if (response.status === status && response.body.includes(contains)) return null;
  return `${method} ${path}: ${response.status} ${response.body.slice(0, 200)}`;
}

/** One request over a connection of its own. @throws Error unless it is answered as expected */
export async function requestOnce(target: Target, request: WireRequest): Promise<WireResponse> {
  const connection = new Connection(target.port);
  try {
    const response = await connection.exchange(encode(request, target.port));
    const fault = faultOf(request, response);
    if (fault !== null) throw new Error(`${target.label}: ${fault}`);
    return response;
  } finally {
    connection.close();
  }
}
