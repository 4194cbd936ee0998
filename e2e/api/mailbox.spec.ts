import {
  ANOTHER_PASSWORD,
  arrivedMail,
  type Message,
  mailbox,
  registered,
  resetToken,
  uniqueEmail,
  uniqueWord,
} from '../fixtures/accounts';
import { INSTANT } from './answers';
import { expect, test } from './api-test';

const PATHS = ['/mailbox/messages/', '/mailbox/messages', '/mailbox/'];

test('the mailbox holds each mail with its parts', async ({ client }) => {
  const { email } = await registered(client);
  const token = await resetToken(client, email);
  const link = `${client.appUrl}/reset-password/${token}/`;
  const message = (await mailbox(client, email)).find(({ links }) => links.includes(link));
  expect(message).toEqual({
    id: expect.stringMatching(/./),
    to: email,
    subject: expect.stringMatching(/./),
    text: expect.stringContaining(link),
    html: expect.stringContaining(link),
    links: expect.arrayContaining([link]),
    created_at: expect.stringMatching(INSTANT),
  });
});

test('the mailbox is JSON that is not cached', async ({ client }) => {
  const { status, headers, text } = await client.get(`/mailbox/messages/?to=${uniqueEmail()}`);
  expect({ status, text }).toEqual({ status: 200, text: '[]' });
  expect(headers['content-type']).toMatch(/^application\/json\b/);
  expect(headers['cache-control']).toBe('no-store');
});

test('the mailbox lists the newest first', async ({ client }) => {
  const { email } = await registered(client);
  const token = await resetToken(client, email);
  const earlier = (await mailbox(client, email)).map(({ id }) => id);
  await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
  await arrivedMail(client, email, ({ id }) => !earlier.includes(id));
  const messages = await mailbox(client, email);
  expect(messages.slice(-earlier.length).map(({ id }) => id)).toEqual(earlier);
  const instants = messages.map(({ created_at }) => Date.parse(created_at));
  expect(instants).toEqual(instants.toSorted((one, other) => other - one));
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
});

test('the mailbox tells the mail of one address from that of all', async ({ client }) => {
  const [one, other] = [await registered(client), await registered(client)];
  await resetToken(client, one.email);
  await resetToken(client, other.email);
  expect(new Set((await mailbox(client, one.email)).map(({ to }) => to))).toEqual(new Set([one.email]));
  const everything = (await client.get('/mailbox/messages/')).json<Message[]>().map(({ to }) => to);
  expect(everything).toEqual(expect.arrayContaining([one.email, other.email]));
  expect(await mailbox(client, `${uniqueWord()}@example.com`)).toEqual([]);
});

test('the mailbox has a page for people', async ({ client }) => {
  const { status, headers } = await client.get('/mailbox/');
  expect(status).toBe(200);
  expect(headers['content-type']).toMatch(/^text\/html\b/);
});

test.describe('the mailbox is not there', () => {
  const throughAProxy: Record<string, string> = {
    'X-Forwarded-For': '203.0.113.9',
    'X-Forwarded-Host': 'localhost',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Server': 'proxy',
    Forwarded: 'for=203.0.113.9',
    Via: '1.1 proxy',
    'X-Real-IP': '127.0.0.1',
  };
  for (const [header, value] of Object.entries(throughAProxy)) {
    test(`for a request that came with ${header}`, async ({ client }) => {
      for (const path of PATHS) expect((await client.get(path, { [header]: value })).status, path).toBe(404);
    });
  }

  for (const site of ['cross-site', 'same-site']) {
    test(`for a request whose Sec-Fetch-Site is ${site}`, async ({ client }) => {
      for (const path of PATHS) expect((await client.get(path, { 'Sec-Fetch-Site': site })).status, path).toBe(404);
    });
  }

  test('for a change of anything', async ({ client }) => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const { status } = await client.request(method, '/mailbox/messages/');
      expect([404, 405]).toContain(status);
    }
  });
});

test.describe('the mailbox is there', () => {
  for (const site of ['none', 'same-origin']) {
    test(`for a request whose Sec-Fetch-Site is ${site}`, async ({ client }) => {
      for (const path of PATHS) expect((await client.get(path, { 'Sec-Fetch-Site': site })).status, path).toBe(200);
    });
  }

  for (const name of ['localhost', '127.0.0.1', '[::1]']) {
    test(`under the Host ${name}`, async ({ client }) => {
      const { port } = new URL(client.appUrl);
      for (const path of PATHS) expect((await client.get(path, { Host: `${name}:${port}` })).status, path).toBe(200);
    });
  }
});

test.describe('a Host that is not this machine', () => {
  const hosts = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:3000',
    '192.0.2.1',
    '127.0.0.2',
    'notlocalhost',
  ];
  for (const Host of hosts) {
    test(`is told to set APP_URL: ${Host}`, async ({ client }) => {
      const paths = [
        '/',
        '/login/',
        '/auth/me/',
        '/.well-known/jwks.json',
        '/no-such-page/',
        '/_next/static/x.js',
        ...PATHS,
      ];
      for (const path of paths) {
        const { status, text } = await client.get(path, { Host });
        expect({ path, status, text }).toEqual({ path, status: 421, text: expect.stringContaining('APP_URL') });
        expect(text.trim().split('\n')).toHaveLength(1);
      }
    });
  }

  test('is answered about health', async ({ client }) => {
    for (const path of ['/health/live/', '/health/ready/', '/health/live', '/health/ready']) {
      expect((await client.get(path, { Host: 'evil.example' })).status, path).toBe(200);
    }
  });
});
