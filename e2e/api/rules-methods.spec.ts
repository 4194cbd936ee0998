import type { Answer } from '../fixtures/client';
import { expectJsonWithoutCookies, wrongMethod } from './answers';
import { expect, test } from './api-test';
import { POSTS, POSTS_WITHOUT_FIELDS } from './endpoints';

const allowed = ({ headers }: Answer) => (headers.allow ?? '').split(/\s*,\s*/);

test.describe('methods', { tag: '@any-database' }, () => {
  for (const { name, path } of [...POSTS, ...POSTS_WITHOUT_FIELDS]) {
    test(`${name} refuses every method but POST and OPTIONS`, async ({ client }) => {
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'PURGE', 'SEARCH']) {
        const answer = await client.request(method, path);
        expectJsonWithoutCookies(answer, 405, wrongMethod(method));
        expect(allowed(answer)).toContain('POST');
        expect(allowed(answer)).not.toContain(method);
      }
    });

    test(`${name} refuses HEAD, with the headers of the refused GET and no body`, async ({ client }) => {
      const answer = await client.request('HEAD', path);
      expect({ status: answer.status, text: answer.text }).toEqual({ status: 405, text: '' });
      expect(answer.headers['content-type']).toBe('application/json');
      expect(allowed(answer)).toContain('POST');
      expect(allowed(answer)).not.toContain('HEAD');
    });

    test(`${name} says by OPTIONS what it takes`, async ({ client }) => {
      const answer = await client.request('OPTIONS', path);
      expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
      expect(allowed(answer)).toContain('POST');
      expect(allowed(answer)).not.toContain('GET');
      expect(allowed(answer)).toEqual(allowed(await client.get(path)));
    });
  }

  for (const path of ['/auth/me/', '/auth/me/export/', '/auth/sessions/']) {
    test(`${path} refuses every method but GET, HEAD and OPTIONS`, async ({ client, access }) => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'PURGE']) {
        const answer = await client.request(method, path, { headers: { Authorization: `Bearer ${access}` } });
        expectJsonWithoutCookies(answer, 405, wrongMethod(method));
        expect(allowed(answer)).toContain('GET');
        expect(allowed(answer)).not.toContain(method);
      }
    });

    test(`${path} says by OPTIONS what it takes`, async ({ client }) => {
      const answer = await client.request('OPTIONS', path);
      expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
      expect(allowed(answer)).toContain('GET');
      expect(allowed(answer)).not.toContain('POST');
    });
  }

  test('a method in small letters is another method', async ({ client }) => {
    const host = new URL(client.appUrl).host;
    const received = await client.raw(`get /auth/me/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(received).toMatch(/^HTTP\/1\.1 (400|405) /);
  });

  const READABLE = [
    '/auth/me/',
    '/auth/me/export/',
    '/auth/sessions/',
    '/.well-known/jwks.json',
    '/health/live/',
    '/health/ready/',
    '/login/',
    '/mailbox/messages/',
  ];

  for (const path of READABLE) {
    test(`HEAD of ${path} answers like GET, without the body`, async ({ client, access }) => {
      const headers = { Authorization: `Bearer ${access}` };
      const get = await client.get(path, headers);
      const head = await client.request('HEAD', path, { headers });
      expect(get.status).toBe(200);
      expect({ status: head.status, text: head.text }).toEqual({ status: 200, text: '' });
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
      expect(head.headers['cache-control']).toBe(get.headers['cache-control']);
    });
  }

  test('HEAD of /auth/me/ is refused like GET without credentials', async ({ client }) => {
    const head = await client.request('HEAD', '/auth/me/');
    expect({ status: head.status, text: head.text }).toEqual({ status: 401, text: '' });
    expect(head.headers['www-authenticate']).toBe('Bearer realm="api"');
    expect(head.headers['cache-control']).toBe('no-store');
  });
});
