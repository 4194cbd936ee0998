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
  'no such page': { status: 404, ask: (client) => client.get('/no-such-page/') },
  'a static file': { status: 200, ask: staticFile },
  'no such static file': { status: 404, ask: (client) => client.get('/_next/static/no-such-file.js') },
  'the mailbox': { status: 200, ask: (client) => client.get('/mailbox/messages/?to=nobody@example.com') },
  'a hidden mailbox': { status: 404, ask: (client) => client.get('/mailbox/messages/', { Via: '1.1 proxy' }) },
  liveness: { status: 200, ask: (client) => client.get('/health/live/') },
  readiness: { status: 200, ask: (client) => client.get('/health/ready/') },
};

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

/** A script of a page, as the page itself names it. */
async function staticFile(client: Client): Promise<Answer> {
  const { text } = await client.get('/login/');
  const [path] = text.match(/\/_next\/static\/[^"'\\ ]+\.js/) ?? [];
  if (path === undefined) throw new Error('The sign-in page names no script');
  return client.get(path);
}
