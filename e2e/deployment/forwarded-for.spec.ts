import { uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

/** What the limit for unknown emails gives to one address in an hour. */
const UNKNOWN_EMAILS = 30;

test.describe('X-Forwarded-For', { tag: '@any-database' }, () => {
  test('X-Forwarded-For › with ports tells one client from another, and a client from no other of its ports', async ({
    serverWith,
  }) => {
    const server = await serverWith({ TRUSTED_PROXIES: '127.0.0.0/8' });
    const client = new Client(server.baseUrl);
    const statusFor = async (address: string) => {
      const headers = { 'X-Forwarded-For': address };
      return (await client.post('/auth/reset-password/', { email: uniqueEmail() }, headers)).status;
    };
    for (let port = 1; port <= UNKNOWN_EMAILS; port += 1) expect(await statusFor(`203.0.113.7:${port}`)).toBe(404);
    expect(await statusFor('203.0.113.7:50000')).toBe(429);
    expect(await statusFor('203.0.113.7, ')).toBe(429);
    expect(await statusFor('203.0.113.8:1')).toBe(404);
    expect(await statusFor('[2001:db8::7]:51234')).toBe(404);
    expect(server.logs()).not.toContain('client_address_unreadable');
  });

  test('X-Forwarded-For › that cannot be read is told once in the log', async ({ serverWith }) => {
    const server = await serverWith({ TRUSTED_PROXIES: '127.0.0.0/8' });
    const client = new Client(server.baseUrl);
    for (let count = 0; count < 3; count += 1) {
      await client.get('/health/live/', { 'X-Forwarded-For': 'the office' });
    }
    const lines = server.logs().split('\n');
    const told = lines.filter((line) => line.includes('client_address_unreadable')).map((line) => JSON.parse(line));
    expect(told).toMatchObject([{ level: 'warn', count: 1 }]);
  });
});
