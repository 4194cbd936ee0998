import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

test.describe('request hook', { tag: '@any-database' }, () => {
  test('a fault of the request hook is a 500 with the usual headers, and lets nothing through', async ({
    serverWith,
  }) => {
    const preload = path.resolve(import.meta.dirname, '..', 'fixtures', 'preload', 'hook-fault.mjs');
    const server = await serverWith({ NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` });
    const client = new Client(server.baseUrl);
    const email = uniqueEmail();
    const { headers } = await client.get('/health/live/');
    const names = [
      ...['x-frame-options', 'permissions-policy', 'referrer-policy', 'x-content-type-options'],
      'content-type',
    ];
    const policies = [
      'content-security-policy',
      'cross-origin-opener-policy',
      'cross-origin-resource-policy',
      'cache-control',
    ];
    const usual = Object.fromEntries([...names, ...policies].map((name) => [name, headers[name]]));
    for (const [method, target, fault] of [
      ['GET', '/login/', 'headersDistinct'],
      ['GET', '/login/', 'url'],
      ['GET', '/icon.svg', 'headersDistinct'],
      ['GET', '/auth/me/', 'url'],
      ['POST', '/auth/register/', 'headersDistinct'],
    ] as const) {
      const requestId = `hook-fault-${method}-${fault}`;
      const answer = await client.request(method, target, {
        headers: { 'X-Hook-Fault': fault, 'X-Request-Id': requestId, 'Content-Type': 'application/json' },
        ...(method === 'POST' && { body: JSON.stringify({ email, password: PASSWORD }) }),
      });
      expect([answer.status, answer.text]).toEqual([500, '{"detail":"A server error occurred."}']);
      expect(answer.headers).toMatchObject({ ...usual, 'x-request-id': requestId, connection: 'close' });
      expect(answer.setCookies).toEqual([]);
    }
    // No account was registered, and the next client is served.
    await registered(client, { email });
    const lines = server
      .logs()
      .split('\n')
      .filter((line) => line.includes('TypeError'));
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      Array.from({ length: 5 }, () =>
        expect.objectContaining({
          level: 'error',
          event: 'request_hook_failed',
          requestId: expect.stringMatching(/^hook-fault-/),
          err: expect.objectContaining({ type: 'TypeError' }),
        }),
      ),
    );
    expect(server.logs()).not.toContain('what the hook was given');
    expect(await server.stop()).toBe(0);
  });
});
