import { brotliDecompressSync } from 'node:zlib';
import { UNKNOWN_RESET_TOKEN } from '../fixtures/accounts';
import type { Answer, Client } from '../fixtures/client';
import { expect, test } from './api-test';

const ANSWERS: Record<string, { status: number; ask: (client: Client) => Promise<Answer> }> = {
  JSON: { status: 200, ask: (client) => client.get('/.well-known/jwks.json') },
  'a refused credential': { status: 401, ask: (client) => client.get('/auth/me/') },
  'a field error': { status: 400, ask: (client) => client.post('/auth/token/', {}) },
  'a cross-origin form': {
    status: 403,
    ask: (client) => client.form('/auth/token/', {}, { 'Sec-Fetch-Site': 'cross-site' }),
  },
  'an unknown endpoint': { status: 404, ask: (client) => client.get('/auth/nothing/') },
  'an undecodable path': { status: 404, ask: (client) => client.get('/auth/%ff/') },
  'an undecodable path outside /auth': { status: 404, ask: (client) => client.get('/%ff/') },
  'a doubled slash': { status: 404, ask: (client) => client.get('//auth//token/') },
  'a wrong method': { status: 405, ask: (client) => client.request('DELETE', '/auth/token/') },
  TRACE: { status: 405, ask: (client) => client.request('TRACE', '/auth/token/') },
  PROPFIND: { status: 405, ask: (client) => client.request('PROPFIND', '/auth/token/') },
  OPTIONS: { status: 204, ask: (client) => client.request('OPTIONS', '/auth/token/') },
  'a body too large': { status: 413, ask: (client) => client.json('/auth/token/', 'x'.repeat(17 * 1024)) },
  'an unsupported type': {
    status: 415,
    ask: (client) => client.json('/auth/token/', 'x', { 'Content-Type': 'text/plain' }),
  },
  'a foreign Host': { status: 421, ask: (client) => client.get('/auth/me/', { Host: 'evil.example' }) },
  'a form sent back': { status: 303, ask: (client) => client.form('/auth/token/', {}) },
  'a page': { status: 200, ask: (client) => client.get('/login/') },
  'a page by HEAD': { status: 200, ask: (client) => client.request('HEAD', '/login/') },
  'a page that leads elsewhere': { status: 307, ask: (client) => client.get('/account/') },
  'the icon': { status: 200, ask: (client) => client.get('/icon.svg') },
  'no such page': { status: 404, ask: (client) => client.get('/no-such-page/') },
  'a static file': { status: 200, ask: async (client) => client.get(await scriptOf(client)) },
  'a static file as Brotli': {
    status: 200,
    ask: async (client) => client.get(await scriptOf(client), { 'Accept-Encoding': 'br' }),
  },
  'no such static file': { status: 404, ask: (client) => client.get('/_next/static/no-such-file.js') },
  'the mailbox': { status: 200, ask: (client) => client.get('/mailbox/messages/?to=nobody@example.com') },
  'a hidden mailbox': { status: 404, ask: (client) => client.get('/mailbox/messages/', { Via: '1.1 proxy' }) },
  liveness: { status: 200, ask: (client) => client.get('/health/live/') },
  readiness: { status: 200, ask: (client) => client.get('/health/ready/') },
};

test.describe('headers', { tag: '@any-database' }, () => {
  for (const [name, { status, ask }] of Object.entries(ANSWERS)) {
    test(`${name} carries the protecting headers and names no software`, async ({ client }) => {
      const answer = await ask(client);
      expect(answer.status).toBe(status);
      const { headers } = answer;
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toMatch(/(^|;)\s*frame-ancestors 'none'\s*(;|$)/);
      expect(headers['referrer-policy']).toBe('same-origin');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['permissions-policy']).toMatch(/\w+=\(\)/);
      expect(headers).not.toHaveProperty('x-powered-by');
      const isHttps = client.appUrl.startsWith('https:');
      const [, maxAge] = headers['strict-transport-security']?.match(/^max-age=(\d+)/) ?? [];
      if (isHttps) expect(Number(maxAge)).toBeGreaterThanOrEqual(31_536_000);
      else expect(headers).not.toHaveProperty('strict-transport-security');
    });
  }

  test('a page runs only scripts that carry the nonce of its own answer', async ({ client }) => {
    const nonces = new Set<string>();
    for (const path of ['/login/', '/login/', '/register/', '/forgot-password/']) {
      const { headers, text } = await client.get(path);
      const policy = headers['content-security-policy'] ?? '';
      expect(policy).not.toContain("'unsafe-inline'");
      expect(policy).not.toContain("'unsafe-eval'");
      const [, nonce = ''] = policy.match(/script-src [^;]*'nonce-([^']+)'/) ?? [];
      expect(Buffer.from(nonce, 'base64').length).toBeGreaterThanOrEqual(16);
      nonces.add(nonce);
      const scripts = text.match(/<script\b[^>]*>/g) ?? [];
      expect(scripts).not.toEqual([]);
      expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    }
    expect(nonces.size).toBe(4);
  });

  for (const path of ['/login/', '/register/', '/forgot-password/', `/reset-password/${UNKNOWN_RESET_TOKEN}/`]) {
    test(`${path} is not cached`, async ({ client }) => {
      const { headers } = await client.get(path);
      expect(headers['cache-control']).toMatch(/\bno-store\b/);
    });
  }

  test('the account page is not cached', async ({ client, memberCookie }) => {
    const { status, headers } = await client.get('/account/', { Cookie: memberCookie });
    expect(status).toBe(200);
    expect(headers['cache-control']).toMatch(/\bno-store\b/);
  });

  test.describe('a script', () => {
    test('comes as Brotli to a client that accepts it, with the same content', async ({ client }) => {
      const path = await scriptOf(client);
      const plain = await client.get(path);
      const { status, headers, bytes } = await client.get(path, { 'Accept-Encoding': 'gzip, deflate, br' });
      expect(status).toBe(200);
      expect(headers['content-encoding']).toBe('br');
      expect(headers['content-type']).toBe(plain.headers['content-type']);
      expect(brotliDecompressSync(bytes).equals(plain.bytes)).toBe(true);
    });

    for (const encoding of [undefined, 'identity', 'gzip', 'br;q=0']) {
      test(`comes otherwise to a client of Accept-Encoding: ${encoding}`, async ({ client }) => {
        const { status, headers } = await client.get(await scriptOf(client), { 'Accept-Encoding': encoding });
        expect(status).toBe(200);
        expect(headers['content-encoding']).not.toBe('br');
        expect(headers['content-type']).toMatch(/^(application|text)\/javascript\b/);
      });
    }

    test('says that it differs by Accept-Encoding, and may be kept for good', async ({ client }) => {
      const path = await scriptOf(client);
      for (const encoding of [undefined, 'br']) {
        const { headers } = await client.get(path, { 'Accept-Encoding': encoding });
        expect(headers.vary).toMatch(/\bAccept-Encoding\b/i);
        expect(headers['cache-control']).toMatch(/\bimmutable\b/);
      }
    });
  });

  test.describe('a visitor who is not signed in', () => {
    const DESTINATIONS = { '/': '/login/', '/account/': '/login/?next=/account/' };
    for (const [path, destination] of Object.entries(DESTINATIONS)) {
      test(`is led from ${path} to ${destination}`, async ({ client }) => {
        const { status, headers } = await client.get(path);
        expect({ status, location: headers.location }).toEqual({ status: 307, location: destination });
      });
    }
  });

  test.describe('a user who is signed in', () => {
    for (const path of ['/', '/login/', '/register/', '/forgot-password/']) {
      test(`is led from ${path} to the account`, async ({ client, memberCookie }) => {
        const { status, headers } = await client.get(path, { Cookie: memberCookie });
        expect({ status, location: headers.location }).toEqual({ status: 307, location: '/account/' });
      });
    }
  });

  test('pages leave /_next/ to another app of the origin', async ({ client, memberCookie }) => {
    const unknownLink = '/reset-password/x/';
    for (const path of ['/login/', '/register/', unknownLink, '/no-such-page/', '/account/']) {
      const { text } = await client.get(path, { Cookie: path === '/account/' ? memberCookie : undefined });
      const files = text.match(/[\w/]*\/_next\/[\w/]*/g) ?? [];
      expect(files.length, path).toBeGreaterThan(1);
      expect(files.filter((file) => !file.startsWith('/postern/_next/static/'))).toEqual([]);
    }
  });
});

/** The path of a script of the sign-in page, as the page itself names it. */
async function scriptOf(client: Client): Promise<string> {
  const { text } = await client.get('/login/');
  const [path] = text.match(/\/postern\/_next\/static\/[^"'\\ ]+\.js/) ?? [];
  if (path === undefined) throw new Error('The sign-in page names no script');
  return path;
}
