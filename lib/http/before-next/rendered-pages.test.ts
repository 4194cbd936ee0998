import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';
import { newNonce, pagePolicy } from './content-security-policy';
import { RenderedPages } from './rendered-pages';

type Got = { status: number; headers: IncomingMessage['headers']; bytes: Buffer };
type Visit = (options?: { path?: string; method?: string; headers?: Record<string, string> }) => Promise<Got>;
type Render = (response: ServerResponse, nonce: string) => void;

const renderPage: Render = (response, nonce) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.write(`<html><script nonce="${nonce}">self.push("${nonce}")`);
  response.end('</script></html>');
};

/** A server that renders each page that `RenderedPages` has not kept. */
async function visiting(render: Render, use: (visit: Visit, rendered: () => number) => Promise<void>): Promise<void> {
  const pages = new RenderedPages();
  let rendered = 0;
  const server = createServer((request, response) => {
    const plan = { url: request.url ?? '', method: request.method ?? '', error: null };
    const respond = pages.find(request, response, plan);
    if (respond) return respond(response);
    rendered += 1;
    const nonce = newNonce();
    response.setHeader('Content-Security-Policy', pagePolicy(nonce));
    response.setHeader('Vary', 'Accept-Encoding');
    response.setHeader('Cache-Control', 'no-store');
    render(response, nonce);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const visit: Visit = ({ path = '/login/', method = 'GET', headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      httpRequest({ port, host: '127.0.0.1', path, method, headers, agent: false }, async (answer) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: await buffer(answer) });
      })
        .on('error', reject)
        .end();
    });
  try {
    await use(visit, () => rendered);
  } finally {
    server.close();
  }
}

const nonceOf = ({ headers }: Got) => /'nonce-([^']+)'/.exec(`${headers['content-security-policy']}`)?.[1] ?? '';

test('a page is rendered once, and given to others with nonces of their own', () =>
  visiting(renderPage, async (visit, rendered) => {
    const answers = [await visit(), await visit(), await visit()];
    expect(rendered()).toBe(1);
    for (const answer of answers) {
      const nonce = nonceOf(answer);
      expect(nonce).toHaveLength(24);
      expect(answer.bytes.toString()).toBe(`<html><script nonce="${nonce}">self.push("${nonce}")</script></html>`);
      expect(answer.headers).toMatchObject({
        'content-security-policy': pagePolicy(nonce),
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        vary: 'Accept-Encoding',
        'transfer-encoding': 'chunked',
      });
    }
    expect(new Set(answers.map(nonceOf)).size).toBe(3);
  }));

test('a kept page is compressed for a client that accepts gzip, and the first rendering for none', () =>
  visiting(renderPage, async (visit, rendered) => {
    const headers = { 'Accept-Encoding': 'gzip, deflate, br' };
    expect((await visit({ headers })).headers['content-encoding']).toBeUndefined();
    const kept = await visit({ headers });
    expect(rendered()).toBe(1);
    expect(kept.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(kept.bytes).toString()).toContain(`nonce="${nonceOf(kept)}"`);
  }));

const OWN_RENDERING: Record<string, Parameters<Visit>[0]> = {
  'sends a cookie': { headers: { Cookie: 'theme=dark' } },
  'comes from another page': { headers: { Referer: 'http://localhost/login/' } },
  'sends credentials': { headers: { Authorization: 'Bearer x' } },
  'sends a query': { path: '/login/?next=%2Faccount%2F' },
  'asks for the headers alone': { method: 'HEAD' },
  'weighs encodings': { headers: { 'Accept-Encoding': 'gzip;q=0.5' } },
  'asks for another page': { path: '/account/' },
};

for (const [what, options] of Object.entries(OWN_RENDERING)) {
  test(`a page is rendered anew for a visitor who ${what}, and that is not kept`, () =>
    visiting(renderPage, async (visit, rendered) => {
      await visit();
      await visit(options);
      await visit(options);
      expect(rendered()).toBe(3);
    }));
}

const NOT_KEPT: Record<string, Render> = {
  'an error': (response, nonce) => {
    response.statusCode = 503;
    renderPage(response, nonce);
  },
  'what sets a cookie': (response, nonce) => {
    response.setHeader('Set-Cookie', 'session=secret');
    renderPage(response, nonce);
  },
  'a page whose preloads stand in a header, with the nonce': (response, nonce) => {
    response.setHeader('Link', `</a.css>; rel=preload; as="style"; nonce="${nonce}"`);
    renderPage(response, nonce);
  },
  'a page that says nothing about caches': (response, nonce) => {
    response.removeHeader('Cache-Control');
    renderPage(response, nonce);
  },
  'a page without its nonce': (response) => void response.end('<html></html>'),
  'a page that was cut': (response, nonce) => void response.end(`<html><script nonce="${nonce}">`),
};

for (const [what, render] of Object.entries(NOT_KEPT)) {
  test(`${what} is not kept`, () =>
    visiting(render, async (visit, rendered) => {
      await visit();
      await visit();
      expect(rendered()).toBe(2);
    }));
}
