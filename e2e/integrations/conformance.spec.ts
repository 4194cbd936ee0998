import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { GROUPS } from '../../scripts/tools/conformance/rows.mjs';
import type { Result } from '../../scripts/tools/conformance/run.mjs';
import { conformance, conformanceResults, differencesIn } from '../fixtures/conformance';
import { startDjoser } from '../fixtures/djoser';
import { freePort } from '../fixtures/free-port';
import { expect, test } from '../fixtures/test';

test.describe('npm run conformance', { tag: ['@any-database', '@slow'] }, () => {
  test('finds every row as it is expected where refresh tokens rotate', async ({ sharedServerWith }) => {
    const { baseUrl } = await sharedServerWith({ ROTATE_REFRESH_TOKENS: 'true' });
    const { code, results } = await conformanceResults(baseUrl);
    expect(differencesIn(results)).toEqual([]);
    expect(results).toContainEqual(expect.objectContaining({ feature: 'the newest after that reuse', verdict: 'ok' }));
    expect(code).toBe(0);
  });

  test('prints a table of the rows, and the verdict in the last line', async ({ server }) => {
    const { code, stdout, stderr } = await conformance(server.baseUrl);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^feature +expected +seen +verdict\n\nREGISTRATION\n/);
    expect(stdout).toMatch(/^email and password +200 \{access, refresh\} +200 \{access, refresh\} +ok$/m);
    expect(stdout).toMatch(/\n\nhttp:\S+ conforms \(.*\): \d+ as expected, 0 differ, \d+ for other servers\.\n$/);
  });

  test('names the rows in which a server differs, and fails', async ({ server }) => {
    const proxy = await proxyTo(server.baseUrl, (answer) => {
      delete answer.headers['cache-control'];
      if (answer.status === 413) answer.status = 400;
    });
    try {
      const { code, results } = await conformanceResults(urlOf(proxy));
      expect(differencesIn(results)).toEqual([
        'Sign-in: a body of 20,000 characters: 400 "Request body is too large."',
        'HTTP: Cache-Control of tokens: none',
        'HTTP: Cache-Control of errors: none',
      ]);
      expect(code).toBe(1);
      const { stdout } = await conformance(urlOf(proxy));
      expect(stdout).toMatch(/^Cache-Control of tokens +no-store +none +differs$/m);
      expect(stdout).toMatch(
        /\n\nhttp:\S+ does not conform \(.*\): \d+ as expected, 3 differ, \d+ for other servers\.\n$/,
      );
    } finally {
      await closed(proxy);
    }
  });

  test('names an answer about another account', async ({ server }) => {
    const proxy = await proxyTo(server.baseUrl, (answer, path) => {
      if (path === '/auth/me/') answer.text = (text) => text.replace(/conformance-[0-9a-f]{16}@/, 'somebody@');
    });
    try {
      const { code, results } = await conformanceResults(urlOf(proxy));
      expect(differencesIn(results)).toEqual(['The signed-in user: with an access token: 200, another account']);
      expect(code).toBe(1);
    } finally {
      await closed(proxy);
    }
  });

  test('names a second successor of one refresh token', async ({ sharedServerWith }) => {
    const { baseUrl } = await sharedServerWith({ ROTATE_REFRESH_TOKENS: 'true' });
    const other = `e30.${Buffer.from('{"jti":"other"}').toString('base64url')}.e30`;
    let answered = 0;
    const proxy = await proxyTo(baseUrl, (answer, path) => {
      if (path !== '/auth/token/refresh/' || answer.status !== 200) return;
      answered += 1;
      if (answered === 2) answer.text = (text) => text.replace(/"refresh":"[^"]*"/, `"refresh":"${other}"`);
    });
    try {
      const { code, results } = await conformanceResults(urlOf(proxy));
      expect(differencesIn(results)).toEqual(['Refresh: the one just replaced: 200, another successor']);
      expect(code).toBe(1);
    } finally {
      await closed(proxy);
    }
  });

  test('goes on to the last row of a server that is something else', async () => {
    let sent = '';
    const other = createServer((incoming, response) => {
      incoming.on('data', (chunk) => {
        sent += chunk;
      });
      response.end('hello');
    });
    await listening(other);
    try {
      const { code, results } = await conformanceResults(urlOf(other), '--domain=test.example');
      expect(results).toContainEqual({
        group: 'Sign-in',
        feature: 'email and password',
        expected: '200 {access, refresh}',
        seen: '200 without a type',
        verdict: 'differs',
      });
      expect(results.at(-1)?.group).toBe('HTTP');
      expect(code).toBe(1);
      expect(sent).toMatch(/"email":"conformance-[0-9a-f]{16}@test\.example"/);
    } finally {
      await closed(other);
    }
  });

  test('runs the specs of the API with --full', async ({ server }) => {
    const { stdout } = await conformance(server.baseUrl, '--full', '--list');
    expect(stdout.split('\n', 1)).toEqual([expect.stringMatching(/^running \d{3,} tests$/)]);
    expect(stdout.includes('[conformance] a right pair is answered with exactly two tokens')).toBe(true);
  });

  test('waits as long as the server asks it to, and asks again', async ({ server }) => {
    const throttled = new Set<string | undefined>();
    const proxy = await proxyTo(server.baseUrl, (answer, path) => {
      if (path !== '/auth/token/verify/' || throttled.has(path)) return;
      throttled.add(path);
      answer.status = 429;
      answer.headers['retry-after'] = '1';
    });
    try {
      const { code, stderr } = await conformance(urlOf(proxy));
      expect({ code, stderr }).toEqual({ code: 0, stderr: 'waiting 1 s: /auth/token/verify/ is a 429\n' });
    } finally {
      await closed(proxy);
    }
  });

  test('ends at once where the server asks it to wait for an hour', async ({ server }) => {
    const proxy = await proxyTo(server.baseUrl, (answer) => {
      answer.status = 429;
      answer.headers['retry-after'] = '3600';
    });
    try {
      const { code, stdout, stderr } = await conformance(urlOf(proxy), '--json');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^\/ is a 429 with Retry-After: 3600\. Start again after that time, .*\n$/);
    } finally {
      await closed(proxy);
    }
  });

  test('says what is wrong with its arguments, and that nothing responds', async () => {
    const port = await freePort();
    const refusals: [args: string[], words: RegExp][] = [
      [[], /^Say which server: npm run conformance -- http:\/\/localhost:3000 .*\n$/],
      [['localhost:3000'], /^localhost:3000 is not an http or https URL\. /],
      [['nonsense'], /^Say which server: /],
      [['http://localhost:3000', '--dialect=oauth'], /^--dialect is one of postern, simplejwt, not oauth\.\n$/],
      [['http://localhost:3000', '--paths=rest'], /^--paths is one of postern, djoser, not rest\.\n$/],
      [['http://localhost:3000', '--path=djoser'], /^Unknown option '--path'/],
      [[`http://127.0.0.1:${port}`], /^http:\/\/127\.0\.0\.1:\d+ does not respond: ECONNREFUSED\. .*\n$/],
    ];
    for (const [args, words] of refusals) {
      const { code, stdout, stderr } = await conformance(...args);
      expect({ args, code, stdout, stderr }).toEqual({
        args,
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(words),
      });
    }
  });
});

for (const rotates of [false, true]) {
  // It starts Django.
  test.describe(`simplejwt with djoser${rotates ? ', with rotation' : ''}`, { tag: ['@any-database', '@slow'] }, () => {
    test('differs from Postern in the rows that the documentation names', async () => {
      const django = await startDjoser({ rotates });
      try {
        const asItself = await conformanceResults(django.baseUrl, '--paths=djoser', '--dialect=simplejwt');
        expect(differencesIn(asItself.results)).toEqual([]);
        expect(asItself.code).toBe(0);
        // A row whose text for simplejwt was seen there, and is not that of Postern, differs now.
        const asPostern = await conformanceResults(django.baseUrl, '--paths=djoser');
        const differing = asPostern.results.filter(({ verdict }) => verdict === 'differs');
        expect(differing.filter((result) => !isDocumented(result))).toEqual([]);
        expect(differing.length).toBeGreaterThan(20);
        expect(asPostern.code).toBe(1);
      } finally {
        await django.stop();
      }
    });
  });
}

/** Whether `docs/conformance.md` has another text for simplejwt in that row. */
const isDocumented = ({ group, feature }: Result): boolean =>
  GROUPS[group]?.find((each) => each.feature === feature)?.simplejwt !== undefined;

type Changeable = { status: number; headers: IncomingHttpHeaders; text?: (text: string) => string };

async function sendChanged({ status, headers, text }: Changeable, response: Readable, outgoing: ServerResponse) {
  const changed = text?.(await textOf(response)) ?? '';
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...kept } = headers;
  outgoing.writeHead(status, kept).end(changed);
}

/** A server that answers as another does, but for what is changed. */
function proxyTo(baseUrl: string, change: (answer: Changeable, path: string | undefined) => void): Promise<Server> {
  const pass = (from: IncomingHttpHeaders) => ({ ...from, host: new URL(baseUrl).host });
  const proxy = createServer((incoming, outgoing: ServerResponse) => {
    const { method, url, headers } = incoming;
    const onward = request(
      new URL(url ?? '/', baseUrl),
      { method, headers: { ...pass(headers), 'accept-encoding': 'identity' } },
      (response) => {
        const answer: Changeable = { status: response.statusCode ?? 0, headers: response.headers };
        change(answer, url);
        if (answer.text) return void sendChanged(answer, response, outgoing);
        outgoing.writeHead(answer.status, answer.headers);
        response.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  return listening(proxy);
}

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
