import { Client } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

test.describe('a feature of Next that is not used is disabled:', { tag: '@any-database' }, () => {
  test('the image optimizer', async ({ server }) => {
    const client = new Client(server.baseUrl);
    const image = encodeURIComponent('/icon.svg');
    expect((await client.get(`/_next/image?url=${image}&w=64&q=75`)).status).toBe(404);
  });

  test('source maps', async ({ server }) => {
    const client = new Client(server.baseUrl);
    const { text } = await client.get('/login/');
    const scripts = [...new Set(text.match(/\/postern\/_next\/static\/[^"?]+\.js/g))];
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) {
      expect((await client.get(path)).text).not.toContain('sourceMappingURL');
      expect((await client.get(`${path}.map`)).status).toBe(404);
    }
  });

  test('server actions', async ({ server }) => {
    const client = new Client(server.baseUrl);
    const headers = { 'Next-Action': '0'.repeat(42), 'Content-Type': 'text/plain;charset=UTF-8' };
    const answer = await client.request('POST', '/login/', { headers, body: '[]' });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('draft mode', async ({ server }) => {
    const client = new Client(server.baseUrl);
    const bypass = { Cookie: '__prerender_bypass=1; __next_preview_data=1' };
    const [plain, draft] = [await client.get('/login/'), await client.get('/login/', bypass)];
    expect([draft.status, draft.headers['cache-control']]).toEqual([plain.status, plain.headers['cache-control']]);
    expect(draft.headers).not.toHaveProperty('x-nextjs-cache');
  });
});
