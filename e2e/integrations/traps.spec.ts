import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PASSWORD, registered, signedIn, type Tokens } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { expect, test, urlOf } from './example-test';
import { changedToken, claimsOf } from './tokens';

/** Debian's, whose packages the examples use. */
const PYTHON = '/usr/bin/python3';

/** Fails unless the guide has the text of an error as it was printed, with … for what differs from case to case. */
async function expectInGuide(text: string): Promise<void> {
  const file = path.resolve(import.meta.dirname, '..', '..', 'docs', 'integration', 'traps.md');
  expect((await readFile(file, 'utf8')).replace(/\s+/g, ' ')).toContain(text);
}

/** Responds to everything with a redirect to the same path elsewhere. */
async function redirecting(status: number, origin: string) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { Location: `${origin}${request.url}` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a server that listens on TCP has one
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

const asJson = (value: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

test.describe('a trap that the guide names', { tag: ['@any-database', '@slow'] }, () => {
  test('is a Django project with integer user IDs', async ({ server, example }) => {
    const folder = await example('traps');
    const { id, access } = await signedIn(new Client(server.baseUrl));
    const args = ['django_users.py', access, changedToken(access)];
    const output = JSON.parse(await folder.run(PYTHON, args, { POSTERN_URL: urlOf(server) }));
    await expectInGuide(output.by_id.error.replace(id, '…'));
    expect(output.first).toEqual({ id: 1, username: id });
    expect(output.second).toEqual(output.first);
    // Debian has a version before 5.5.
    expect(output.changed.detail).toMatchObject({
      code: 'token_not_valid',
      messages: [{ message: 'Token is invalid or expired' }],
    });
    await expectInGuide('Token is invalid or expired');
  });

  test('is a missing cryptography', async ({ server, example }) => {
    const folder = await example('traps');
    const { access } = await signedIn(new Client(server.baseUrl));
    const env = { POSTERN_URL: urlOf(server), PYTHONPATH: path.join(folder.path, 'without-cryptography') };
    const [pyjwt = '', simplejwt = ''] = (await folder.run(PYTHON, ['without_cryptography.py', access], env)).split(
      '\n',
    );
    expect(pyjwt).toMatch(/^PyJWKSetError: /);
    await expectInGuide(pyjwt);
    expect(simplejwt).toMatch(/^TokenBackendError: /);
    await expectInGuide(simplejwt.replace('TokenBackendError: ', ''));
  });

  test('is a clock that is behind', async ({ server, example }) => {
    const folder = await example('traps');
    const { access } = await signedIn(new Client(server.baseUrl));
    const output = await folder.run(PYTHON, ['clock.py', access], { POSTERN_URL: urlOf(server) });
    const [withoutLeeway = '', withLeeway] = output.split('\n');
    expect(withoutLeeway).toMatch(/^ImmatureSignatureError: /);
    await expectInGuide(withoutLeeway);
    expect(withLeeway).toBe('accepted');
  });
});

test.describe('a trap of requests that the guide names', { tag: '@any-database' }, () => {
  test('is a multipart body', async ({ server }) => {
    const { email } = await registered(new Client(server.baseUrl));
    const form = new FormData();
    form.set('email', email);
    form.set('password', PASSWORD);
    const token = `${server.baseUrl}/auth/token/`;
    const refused = await fetch(token, { method: 'POST', body: form });
    expect(refused.status).toBe(415);
    const { detail } = (await refused.json()) as { detail: string };
    await expectInGuide(detail.replace(/boundary=[^"]*/, 'boundary=…'));
    expect((await fetch(token, asJson(Object.fromEntries(form)))).status).toBe(200);
  });

  test('is a redirect that drops the body', async ({ server }) => {
    const { email } = await registered(new Client(server.baseUrl));
    const answers = await Promise.all(
      [301, 308].map(async (status) => {
        const proxy = await redirecting(status, server.baseUrl);
        const answer = await fetch(`${proxy.url}/auth/token/`, asJson({ email, password: PASSWORD }));
        const { detail } = (await answer.json()) as { detail?: string };
        proxy.close();
        return { status: answer.status, detail };
      }),
    );
    expect(answers).toEqual([{ status: 405, detail: 'Method "GET" not allowed.' }, { status: 200 }]);
    await expectInGuide('Method "GET" not allowed.');
  });

  test('is an older refresh token, but not a parallel one', async ({ sharedServerWith }) => {
    const server = await sharedServerWith({ ACCESS_TOKEN_SECONDS: '2', ROTATE_REFRESH_TOKENS: 'true' });
    const client = new Client(server.baseUrl);
    const first = await signedIn(client);
    const refreshed = (refresh: string) => client.post('/auth/token/refresh/', { refresh });
    const parallel = await Promise.all([refreshed(first.refresh), refreshed(first.refresh)]);
    const [second = '', same = ''] = parallel.map((answer) => answer.json<Tokens>().refresh);
    expect(claimsOf(same)).toEqual(claimsOf(second));
    const third = (await refreshed(second)).json<Tokens>().refresh;
    for (const refresh of [first.refresh, third]) {
      const answer = await refreshed(refresh);
      expect([answer.status, answer.json()]).toMatchObject([401, { code: 'token_not_valid' }]);
    }
  });

  test('is to compare words, which differ from those of simplejwt before 5.5', async ({ server }) => {
    const client = new Client(server.baseUrl);
    const { access } = await signedIn(client);
    const answer = await client.post('/auth/token/verify/', { token: changedToken(access) });
    expect(answer.json()).toEqual({ detail: 'Token is invalid', code: 'token_not_valid' });
    await expectInGuide('`Token is invalid`');
  });
});
