import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'playwright/test';
import { drainServer, isControlServer, trackSocket } from './connections';

const KEEP_ALIVE_SECONDS = 7;
const OWN = { headersTimeout: 1234, requestTimeout: 2345, keepAliveTimeout: 3456 };

test('the server on a Unix socket keeps its timeouts, and a stop drains the public server', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'postern-connections-'));
  const [open, control] = [createServer(OWN), createServer(OWN)].map((server) =>
    server.on('request', (_request, response) => response.end('served')),
  );
  if (!open || !control) throw new Error('unreachable');
  await Promise.all([
    once(open.listen(0, '127.0.0.1'), 'listening'),
    once(control.listen(path.join(folder, 's')), 'listening'),
  ]);
  const track = (message: unknown) => trackSocket((message as { socket: Socket }).socket, KEEP_ALIVE_SECONDS);
  subscribe('net.server.socket', track);
  const ask = async (to: { port: number } | { socketPath: string }) => {
    const [response] = await once(request({ ...to, agent: false }).end(), 'response');
    return text(response);
  };
  try {
    expect(await ask({ port: (open.address() as AddressInfo).port })).toBe('served');
    expect(await ask({ socketPath: path.join(folder, 's') })).toBe('served');
    expect([isControlServer(open), isControlServer(control)]).toEqual([false, true]);
    expect(open.keepAliveTimeout).toBe(KEEP_ALIVE_SECONDS * 1000);
    expect(control).toMatchObject(OWN);
    await drainServer(1000, true);
    expect([open.listening, control.listening]).toEqual([false, true]);
  } finally {
    unsubscribe('net.server.socket', track);
    control.close();
    await rm(folder, { recursive: true });
  }
});
