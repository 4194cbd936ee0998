import { randomInt } from 'node:crypto';
import { Agent } from 'node:http';
import { Client } from '../fixtures/client';
import type { NewClient } from './legitimate-traffic';

/** Settings of a server that believes what its clients on this machine say of where they come from. */
export const BEHIND_A_PROXY = { TRUSTED_PROXIES: '127.0.0.1' };

/**
 * Clients with addresses of their own that share a few connections, which stay open: what a server behind a proxy sees.
 * The server must be {@link BEHIND_A_PROXY}.
 */
export function keptConnections(baseUrl: string, connections: number): { newClient: NewClient; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  const address = () => `10.${randomInt(256)}.${randomInt(256)}.${1 + randomInt(254)}`;
  return {
    newClient: () => new Client(baseUrl, { agent, forwardedFor: address() }),
    close: () => agent.destroy(),
  };
}
