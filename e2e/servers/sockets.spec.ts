import { Client } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

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
