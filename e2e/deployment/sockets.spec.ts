import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

test.describe('sockets', { tag: '@any-database' }, () => {
  test('a body that never ends and headers that never come do not keep others waiting', async ({ serverWith }) => {
    const client = new Client((await serverWith()).baseUrl);
    const endless = client.raw(
      'POST /auth/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
      { idleMilliseconds: 500 },
    );
    expect((await client.get('/health/live/')).status).toBe(200);
    expect(await endless).toBe('');
  });

  test('a WebSocket is not spoken: the request is answered as any other', async ({ serverWith }) => {
    const client = new Client((await serverWith()).baseUrl);
    const answer = await client.raw(
      'GET /auth/me/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  const REQUEST = 'GET /health/live/ HTTP/1.1\r\nHost: localhost\r\n\r\n';

  /** A connection that has been answered once. */
  async function keptConnection(baseUrl: string) {
    const { hostname, port } = new URL(baseUrl);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.setEncoding('latin1').write(REQUEST);
    const [answer] = await once(socket, 'data');
    return { socket, answer: String(answer) };
  }

  // It waits that long because Node closes an idle connection after 5 to 6 s unless it is told otherwise, and a
  // proxy that keeps its side for 60 s then sends a POST into a connection that is being closed, which is a 502.
  test('idle connections › that were answered stay open for longer than a proxy keeps them', { tag: '@slow' }, async ({
    serverWith,
  }) => {
    const { baseUrl } = await serverWith();
    const { socket, answer } = await keptConnection(baseUrl);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toMatch(/\r\nKeep-Alive: timeout=75\r\n/i);
    await sleep(8_000);
    socket.write(REQUEST);
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  test('idle connections › are closed after KEEP_ALIVE_SECONDS', async ({ serverWith }) => {
    const { baseUrl } = await serverWith({ KEEP_ALIVE_SECONDS: '1' });
    const { socket } = await keptConnection(baseUrl);
    await once(socket, 'close');
  });
});
