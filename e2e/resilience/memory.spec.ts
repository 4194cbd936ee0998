import { Agent } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bearer, signedIn } from '../fixtures/accounts';
import { type Answer, Client } from '../fixtures/client';
import type { TestServer } from '../fixtures/server';
import { expect, scaled, test } from './fault-test';

const CONNECTIONS = 8;
const WARM_UP = scaled(300, 10_000);
const REQUESTS = scaled(700, 100_000);
const MOST_GROWTH_BYTES = 10_000_000;

const preload = path.resolve(import.meta.dirname, '..', 'fixtures', 'preload', 'heap.mjs');
const NODE_OPTIONS = `--import=${pathToFileURL(preload).href}`;

/** Sends `count` requests, as many at once as there are connections. */
async function sendMany(count: number, send: () => Promise<Answer>, statuses: number[]): Promise<void> {
  let left = count;
  const sendOn = async () => {
    while (left > 0) {
      left -= 1;
      expect(statuses).toContain((await send()).status);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sendOn));
}

async function heapBytes(server: TestServer): Promise<number> {
  const seen = () => [...server.logs().matchAll(/heap after collection: (\d+) bytes/g)];
  const before = seen().length;
  process.kill(server.pid, 'SIGUSR2');
  await expect.poll(() => seen().length, { timeout: 30_000 }).toBe(before + 1);
  return Number(seen().at(-1)?.[1]);
}

/** One of each kind of request, over connections that stay open. */
async function kindsOfRequests(client: Client) {
  const { access, refresh } = await signedIn(client);
  const unknown = { email: 'unknown@example.com', password: 'not the password' };
  const page = await client.get('/login/', { Accept: 'text/html' });
  const [script = ''] = /\/postern\/_next\/static\/[^"]+\.js/.exec(page.text) ?? [];
  // Once the free attempts are used up a sign-in is refused without a hash, but for those at the end of a wait.
  for (let attempt = 0; attempt < 10; attempt += 1) await client.post('/auth/token/', unknown);
  return [
    { name: 'a token check', statuses: [200], send: () => client.get('/auth/me/', bearer({ access })) },
    { name: 'a refresh', statuses: [200], send: () => client.post('/auth/token/refresh/', { refresh }) },
    { name: 'a page', statuses: [200], send: () => client.get('/login/', { Accept: 'text/html' }) },
    { name: 'a refused sign-in', statuses: [429, 401, 503], send: () => client.post('/auth/token/', unknown) },
    { name: 'a script', statuses: [200], send: () => client.get(script, { 'Accept-Encoding': 'br' }) },
  ];
}

test.describe('memory', { tag: '@slow' }, () => {
  // The store of AsyncLocalStorage outlives a request on its connection: what the hook created under it chained all
  // requests of a connection together, 28 kB each.
  test('stays flat over connections that are kept open, whatever is asked', async ({ serverWith, measurement }) => {
    test.setTimeout(scaled(150_000, 7_200_000));
    // Access tokens outlive the test, and the address stays within no limit but the account's.
    const server = await serverWith({ NODE_OPTIONS, ACCESS_TOKEN_SECONDS: '86400' });
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const kinds = await kindsOfRequests(new Client(server.baseUrl, { agent }));
    for (const { send, statuses } of kinds) await sendMany(WARM_UP, send, statuses);
    const atFirst = await heapBytes(server);
    for (const { name, send, statuses } of kinds) {
      const before = await heapBytes(server);
      await sendMany(REQUESTS, send, statuses);
      const growth = (await heapBytes(server)) - before;
      measurement(`${REQUESTS} times ${name}: the heap grew by ${(growth / 1e6).toFixed(1)} MB`);
    }
    expect((await heapBytes(server)) - atFirst).toBeLessThan(MOST_GROWTH_BYTES);
    agent.destroy();
    expect(await server.stop()).toBe(0);
  });
});
