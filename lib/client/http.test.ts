import { expect, test } from 'playwright/test';
import { NetworkError } from './errors';
import { createHttp, readJson, toRequest } from './http';
import { scriptedFetch } from './testing/scripted-fetch';

const request = (signal?: AbortSignal) => toRequest({ method: 'GET', url: new URL('https://a.example/'), signal });

test('no response is a network error with its cause', async () => {
  const cause = new TypeError('fetch failed');
  const http = createHttp({ fetch: scriptedFetch(cause).fetch });
  const error = await http.send(request()).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NetworkError);
  expect(error).toMatchObject({ name: 'NetworkError', cause });
});

test('a server that never responds is a network error after the time given', async () => {
  const hang: typeof fetch = (_input, init) =>
    new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
  await expect(createHttp({ fetch: hang, timeoutMs: 20 }).send(request())).rejects.toThrow(NetworkError);
});

test('a request that its caller aborts is no network error', async () => {
  const reason = new Error('left the page');
  const http = createHttp({ fetch: scriptedFetch(new Error('aborted')).fetch });
  await expect(http.send(request(AbortSignal.abort(reason)))).rejects.toBe(reason);
});

test('a success that is not JSON comes from something in between', async () => {
  await expect(readJson(new Response('<h1>Welcome to the hotel</h1>'))).rejects.toThrow(NetworkError);
});

test('an error without JSON keeps its status', async () => {
  await expect(readJson(new Response('<h1>Bad gateway</h1>', { status: 502 }))).rejects.toMatchObject({
    name: 'ApiError',
    status: 502,
    body: null,
  });
});

test('a body that breaks off is a network error', async () => {
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });
  await expect(readJson(new Response(broken))).rejects.toThrow(NetworkError);
});

test('cookies are neither sent nor kept, and redirects are not followed', () => {
  expect(request()).toMatchObject({ credentials: 'omit', redirect: 'error', cache: 'no-store' });
});
