import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { bearer, signedIn } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { expect, scaled, test } from './fault-test';

const LOGIN = { email: 'nobody@example.com', password: 'not the password' };

/** A pipe without a reader, filled to its last byte once the server has started. */
function unreadPipe(folder: string) {
  const file = path.join(folder, 'log');
  execFileSync('mkfifo', [file]);
  const end = openSync(file, constants.O_RDWR | constants.O_NONBLOCK);
  return {
    stdout: openSync(file, constants.O_RDWR),
    fill: () => {
      try {
        for (;;) writeSync(end, '.'.repeat(512));
      } catch {
        // EAGAIN: it is full.
      }
    },
    close: () => closeSync(end),
  };
}

test.describe('resources', { tag: ['@any-database', '@slow'] }, () => {
  test('a log without a reader keeps no request waiting, nor the stop', async ({ database }) => {
    const settings = await freshDatabase(database);
    const pipe = unreadPipe(settings.DATA_DIR ?? '');
    const all = { ...settings, LOG_LEVEL: 'trace' };
    const server = await startServer(all, { stdout: pipe.stdout });
    closeSync(pipe.stdout);
    pipe.fill();
    const client = new Client(server.baseUrl);
    const account = await signedIn(client);
    for (let tries = 0; tries < scaled(20, 500); tries += 1) {
      expect((await client.post('/auth/token/', LOGIN)).status).toBe(tries < 10 ? 401 : 429);
      expect((await client.get('/auth/me/', bearer(account))).status).toBe(200);
    }
    expect(await server.stop()).toBe(0);
    pipe.close();
  });

  const STRAY = {
    exception: 'an uncaught exception is one 500 with the id of its request, and the process goes on',
    rejection: 'an unhandled rejection is one 500 with the id of its request, and the process goes on',
  };

  for (const [kind, title] of Object.entries(STRAY)) {
    test(title, async ({ serverWith }) => {
      const preload = path.resolve(import.meta.dirname, '..', 'fixtures', 'preload', 'stray.mjs');
      const NODE_OPTIONS = `--import=${pathToFileURL(preload).href}`;
      const server = await serverWith({ NODE_OPTIONS });
      const client = new Client(server.baseUrl);
      const account = await signedIn(client);
      process.kill(server.pid, 'SIGUSR2');
      await expect.poll(() => server.logs()).toContain('stray faults are on');

      const requestId = `stray-${kind}-in-flight`;
      const [answer, beside] = await Promise.all([
        client.post('/auth/token/', account, { 'X-Stray': kind, 'X-Request-Id': requestId }),
        client.post('/auth/token/', account),
      ]);
      expect([answer.status, answer.json(), answer.headers['x-request-id']]).toEqual([
        500,
        { detail: 'A server error occurred.' },
        requestId,
      ]);
      expect(beside.status).toBe(200);
      await signedIn(client, account);
      const lines = server.logs().split('\n');
      const logged = lines.filter((line) => line.includes('uncaught_error')).map((line) => JSON.parse(line));
      expect(logged).toMatchObject([{ level: 'error', requestId, err: { type: 'TypeError' } }]);
      expect(server.logs()).not.toContain('what the driver was given');
      expect(await server.stop()).toBe(0);
    });
  }

  /** What clients that mean no good send; the server has to close on each. @param file more of it than the kernel takes unread */
  const hostile = (file: string): string[] => [
    '',
    'POST /auth/token/ HTTP/1.1\r\nHost: localhost\r\nX-Half: ',
    'POST /auth/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{',
    `GET ${file} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(30),
    `GET ${file} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(30),
  ];

  /** Of the sign-in page. The kernel would take a small one thirty times, though the client reads nothing. */
  async function largestScript(client: Client): Promise<string> {
    const paths = new Set((await client.get('/login/')).text.match(/\/postern\/_next\/static\/[^"\\]+\.js/g));
    const sizes = await Promise.all(
      [...paths].map(async (path) => ({ path, size: (await client.get(path)).text.length })),
    );
    return sizes.reduce((a, b) => (b.size > a.size ? b : a)).path;
  }

  /** Opens a connection that never reads, and sends what it sends. */
  function open(baseUrl: string, bytes: string): Promise<Socket> {
    const { hostname, port } = new URL(baseUrl);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) }, () => {
        socket.pause();
        socket.write(bytes);
        resolve(socket);
      });
      socket.on('error', reject); // later, what the server cut: it is looked for in the kernel's list
    });
  }

  /** Connections that the server has open on its port. */
  function established(baseUrl: string): number {
    const port = Number(new URL(baseUrl).port).toString(16).toUpperCase().padStart(4, '0');
    const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n');
    return lines.filter((line) => new RegExp(`^\\s*\\d+: \\w+:${port} \\w+:\\w+ (01|08) `).test(line)).length;
  }

  test('clients that send or read slowly, or not at all, are cut within a minute, and keep no other client waiting', async ({
    serverWith,
    measurement,
  }) => {
    test.setTimeout(240_000);
    const server = await serverWith();
    const client = new Client(server.baseUrl);
    const account = await signedIn(client);
    const each = scaled(10, 200);
    const openedAt = performance.now();
    const sockets: Socket[] = [];
    const file = await largestScript(client);
    for (const bytes of hostile(file)) {
      for (let count = 0; count < each; count += 1) sockets.push(await open(server.baseUrl, bytes));
    }
    // The last ones do not read, but go on sending.
    const talkers = sockets.slice(-each);
    expect(established(server.baseUrl)).toBeGreaterThanOrEqual(sockets.length);
    let asked = 0;
    while (established(server.baseUrl) > 0 && performance.now() - openedAt < 90_000) {
      expect((await client.get('/auth/me/', bearer(account))).status).toBe(200);
      expect((await client.get('/health/live/')).status).toBe(200);
      asked += 2;
      for (const socket of talkers) socket.write('\r\n');
      await sleep(250);
    }
    const seconds = ((performance.now() - openedAt) / 1000).toFixed(0);
    measurement(`${sockets.length} connections, all cut after ${seconds} s; ${asked} requests meanwhile, all answered`);
    expect(established(server.baseUrl)).toBe(0);
    for (const socket of sockets) socket.destroy();
    expect(await server.stop()).toBe(0);
  });

  /** Memory that a process holds, in MiB. */
  const residentMebibytes = (pid: number): number =>
    Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

  test('a body without end, huge headers and a huge address are refused early, and not kept', async ({
    serverWith,
    measurement,
  }) => {
    test.setTimeout(240_000);
    const server = await serverWith();
    const client = new Client(server.baseUrl);
    await signedIn(client);
    const before = residentMebibytes(server.pid);
    const sent = await endlessBody(server.baseUrl, scaled(64, 1024) * 1024 * 1024);
    const headers = `GET /auth/me/ HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(64 * 1024)}\r\n\r\n`;
    const many = Array.from({ length: 10_000 }, (_, at) => `X-${at}: y\r\n`).join('');
    const answers = [
      await client.raw(headers),
      await client.raw(`GET /auth/me/ HTTP/1.1\r\nHost: localhost\r\n${many}\r\n`),
      await client.raw(`GET /auth/${'x'.repeat(100 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
    ];
    measurement(`after ${sent.answer}, ${(sent.bytes / 1024 ** 2).toFixed(1)} MiB of a body without end were taken`);
    measurement(`memory grew by ${(residentMebibytes(server.pid) - before).toFixed(1)} MiB`);
    expect(sent.answer).toBe('HTTP/1.1 413 Payload Too Large');
    expect(answers.map((answer) => answer.split('\r\n')[0])).toEqual(
      Array(3).fill('HTTP/1.1 431 Request Header Fields Too Large'),
    );
    // A wide bound: what came in was not kept.
    expect(residentMebibytes(server.pid) - before).toBeLessThan(scaled(50, 150));
    expect(await server.stop()).toBe(0);
  });

  /** Sends chunks until the server closes, or `mostBytes` were taken. @returns the first line of its answer */
  function endlessBody(baseUrl: string, mostBytes: number): Promise<{ answer: string; bytes: number }> {
    const { hostname, port } = new URL(baseUrl);
    return new Promise((resolve) => {
      const socket = connect({ host: hostname, port: Number(port) });
      const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 'x'), Buffer.from('\r\n')]);
      let answer = '';
      const finish = () => {
        socket.destroy();
        resolve({ answer: answer.split('\r\n')[0] ?? '', bytes: socket.bytesWritten });
      };
      const send = () => {
        if (socket.destroyed) return;
        if (socket.bytesWritten > mostBytes) finish();
        // It reads between two chunks: a write after a reset would lose the answer (RFC 9112, section 9.6).
        else if (socket.write(chunk)) setTimeout(send, 1);
        else socket.once('drain', send);
      };
      socket.setEncoding('latin1').on('data', (text) => {
        answer += text;
      });
      socket.on('close', finish);
      socket.on('error', () => {});
      socket.write(
        'POST /auth/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      send();
    });
  }
});
