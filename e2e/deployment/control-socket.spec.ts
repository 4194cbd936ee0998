// With PGlite alone: with PostgreSQL the commands open the database themselves.
import { once } from 'node:events';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { registered } from '../fixtures/accounts';
import { done, refused } from '../fixtures/commands';
import { freshDatabase } from '../fixtures/databases';
import { expect, test } from '../fixtures/installation';
import type { Settings } from '../fixtures/server';

const socketOf = ({ DATA_DIR = '' }: Settings) => path.join(DATA_DIR, 'operator', 'control.sock');
/** A socket's path has at most 103 bytes. */
const connectablePath = (settings: Settings) => path.relative(process.cwd(), socketOf(settings));
const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

/** Writes bytes and waits until the server closes the connection. */
async function visit(settings: Settings, words: string | Buffer): Promise<{ heard: string; afterMs: number }> {
  const socket = connect(connectablePath(settings)).setEncoding('utf8');
  const began = Date.now();
  let heard = '';
  socket.on('data', (part: string) => {
    heard += part;
  });
  // Being cut off is what some of these are for.
  socket.on('error', () => {});
  socket.write(words);
  await new Promise((resolve) => socket.on('close', resolve));
  return { heard, afterMs: Date.now() - began };
}

/** Sends a request as a command does. */
async function send(settings: Settings, body: string | Buffer, headers: Record<string, string | number> = {}) {
  const sent = request({ socketPath: connectablePath(settings), method: 'POST', agent: false, headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(await text(response)) };
}

test.describe('control socket', { tag: ['@pglite', '@slow'] }, () => {
  test('only the user who runs the server can open it, and it is gone when the server stops', async ({ installed }) => {
    const { settings, server } = await installed();
    expect((await stat(socketOf(settings))).isSocket()).toBe(true);
    expect(await modeOf(socketOf(settings))).toBe('600');
    expect(await modeOf(path.dirname(socketOf(settings)))).toBe('700');
    expect(await server.stop()).toBe(0);
    expect(await readdir(path.dirname(socketOf(settings)))).toEqual([]);
  });

  test('a socket left by kill -9 is in nobody’s way', async ({ installed }) => {
    const { settings, server, client, users } = await installed();
    const { email } = await registered(client);
    await server.kill();
    expect((await stat(socketOf(settings))).isSocket()).toBe(true);
    expect(await users('show', email)).toEqual(done(email));
    const again = await server.restart();
    expect(await users('show', email)).toEqual(done(email));
    expect(await modeOf(socketOf(settings))).toBe('600');
    await again.kill();
    expect(await users('show', email)).toEqual(done(email));
  });

  test('garbage, endless and silent visitors do not disturb the server', async ({ installed }) => {
    const { settings, server, client, users } = await installed();
    const { email } = await registered(client);
    const silent = visit(settings, '');
    const slow = visit(settings, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"command":');
    for (const [body, status, message] of [
      ['garbage', 400, /POST of JSON/],
      ['', 400, /POST of JSON/],
      [Buffer.from([0xff, 0xfe]), 400, /POST of JSON/],
      ['x'.repeat(16 * 1024 + 1), 400, /at most 16384 bytes/],
      ['null', 200, /./],
      ['[]', 200, /./],
      ['{}', 200, /does not know this command/],
      ['{"command":"__proto__","input":{}}', 200, /does not know this command/],
      ['{"command":"users list","input":{"limit":5}}', 200, /--limit must be/],
      ['{"command":"users list","input":{"__proto__":{"limit":"1"},"x":1}}', 200, /./],
      ['{"command":"users show","input":{"user":"nul\\u0000@example.com"}}', 200, /is neither an email/],
      ['{"command":"users list","input":{"search":"\\u0000"}}', 200, /--search must be/],
      ['{"command":"users list","input":{"search":"\\ud800"}}', 200, /--search must be/],
    ] as const) {
      expect(await send(settings, body), `${body}`.slice(0, 80)).toMatchObject({
        status,
        body: { ok: false, reason: 'usage', message: expect.stringMatching(message) },
      });
    }
    // Nothing is read of a body that is too long, or does not say how long it is.
    for (const headers of ['Content-Length: 1000000000', 'Transfer-Encoding: chunked']) {
      const { heard } = await visit(settings, `POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`);
      expect(heard).toMatch(/^HTTP\/1\.1 400 .*at most 16384 bytes/s);
    }
    expect((await visit(settings, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).heard).toMatch(/^HTTP\/1\.1 400 /);
    expect((await visit(settings, 'x'.repeat(1024 * 1024))).heard).toMatch(/^(HTTP\/1\.1 400 .*)?$/s);
    const crowd = Array.from({ length: 40 }, () => visit(settings, 'POST / HT'));
    for (const { heard, afterMs } of await Promise.all([silent, slow])) {
      expect(heard).toMatch(/^HTTP\/1\.1 408 /);
      expect(afterMs).toBeGreaterThan(4000);
      expect(afterMs).toBeLessThan(9000);
    }
    await Promise.all(crowd);
    expect(await users('show', email)).toEqual(done(email));
    expect((await client.get('/health/ready/')).status).toBe(200);
    expect(server.logs()).not.toMatch(/"level":"(warn|error)"/);
    const stopping = Date.now();
    const lingering = visit(settings, '');
    expect(await server.stop()).toBe(0);
    expect((await lingering).heard).toBe('');
    expect(Date.now() - stopping).toBeLessThan(4000);
  });

  test('its requests are not those of the public server, and a stop after a command drains that one', async ({
    installed,
  }) => {
    const { settings, server, client, users } = await installed();
    const { email, password } = await registered(client);
    // The connection of a request whose body is on its way is older than that of the command.
    const body = JSON.stringify({ email, password });
    const sent = request(`${server.baseUrl}/auth/token/`, {
      method: 'POST',
      agent: false,
      headers: { 'Content-Type': 'application/json', 'Content-Length': body.length },
    });
    sent.write(body.slice(0, 10));
    await once(sent, 'socket').then(([socket]) => socket.connecting && once(socket, 'connect'));
    expect((await client.get('/health/ready/')).status).toBe(200);

    expect(await users('show', email)).toEqual(done(email));
    const { status, headers } = await send(settings, '{"command":"users list","input":{}}', {
      'X-Request-Id': 'of-an-operator',
      Host: 'other.example',
    });
    expect(status).toBe(200);
    expect(Object.keys(headers).sort()).toEqual(['connection', 'content-length', 'content-type', 'date']);

    const stopped = server.stop();
    await sleep(200);
    const response = once(sent.end(body.slice(10)), 'response') as Promise<[IncomingMessage]>;
    expect((await response)[0].statusCode).toBe(200);
    expect(await stopped).toBe(0);
  });

  test('where its path would be too long the server runs without, and the commands want it stopped', async ({
    installed,
  }) => {
    const { DATA_DIR = '' } = await freshDatabase('pglite');
    const deep = path.join(DATA_DIR, 'd'.repeat(120));
    await mkdir(deep);
    const { server, client, users } = await installed({ DATA_DIR: deep });
    const { email } = await registered(client);
    expect(server.logs()).toContain('too long for a socket');
    expect(await users('show', email)).toEqual(refused(1, 'in use by process .*[Ss]top it first'));
    await server.stop();
    expect(await users('show', email)).toEqual(done(email));
  });
});
