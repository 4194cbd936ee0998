import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'playwright/test';
import { admit, holdBack } from './hold-back';

// As the request hook does, and as it may fail to.
subscribe('http.server.request.start', (message) => {
  const asked = message as { request: IncomingMessage; server: Server };
  holdBack(asked.server, (response) => response.writeHead(500).end('refused'));
  holdBack(asked.server, () => {});
  if (asked.request.url !== '/fault') admit(asked.request);
});

test('a server shows nobody a request that was not admitted', async () => {
  const shown: (string | undefined)[] = [];
  const server = createServer((asked, response) => {
    shown.push(asked.url);
    response.end('served');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const [answer] = (await once(request({ port, path, headers }).end(), 'response')) as [IncomingMessage];
    return [answer.statusCode, await text(answer)];
  };
  expect(await ask('/')).toEqual([200, 'served']);
  expect(await ask('/fault')).toEqual([500, 'refused']);
  expect(await ask('/fault', { Expect: '100-continue' })).toEqual([500, 'refused']);
  expect(await ask('/', { Expect: '100-continue' })).toEqual([200, 'served']);
  expect(shown).toEqual(['/', '/']);
  server.close();
});
