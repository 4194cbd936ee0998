// With PGlite alone: with PostgreSQL the commands open the database themselves.
import { mkdir, readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { registered } from '../fixtures/accounts';
import { done, refused } from '../fixtures/commands';
import { freshDatabase } from '../fixtures/databases';
import { expect, test } from '../fixtures/installation';
import type { Settings } from '../fixtures/server';

const doorOf = ({ DATA_DIR = '' }: Settings) => path.join(DATA_DIR, 'operator', 'control.sock');
const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

/** Says something and waits until the other side closes. */
async function visit(settings: Settings, words: string | Buffer): Promise<{ heard: string; afterMs: number }> {
  const socket = connect(path.relative(process.cwd(), doorOf(settings))).setEncoding('utf8');
  const began = Date.now();
  let heard = '';
  socket.on('data', (text: string) => {
    heard += text;
  });
  // Being cut off is what some of these are for.
  socket.on('error', () => {});
  socket.write(words);
  await new Promise((resolve) => socket.on('close', resolve));
  return { heard, afterMs: Date.now() - began };
}

test.describe('control socket', { tag: '@pglite' }, () => {
  test('only the user who runs the server can open it, and it is gone when the server stops', async ({ installed }) => {
    const { settings, server } = await installed();
    expect((await stat(doorOf(settings))).isSocket()).toBe(true);
    expect(await modeOf(doorOf(settings))).toBe('600');
    expect(await modeOf(path.dirname(doorOf(settings)))).toBe('700');
    expect(await server.stop()).toBe(0);
    expect(await readdir(path.dirname(doorOf(settings)))).toEqual([]);
  });

  test('a socket left by kill -9 is in nobody’s way', async ({ installed }) => {
    const { settings, server, client, users } = await installed();
    const { email } = await registered(client);
    await server.kill();
    expect((await stat(doorOf(settings))).isSocket()).toBe(true);
    expect(await users('show', email)).toEqual(done(email));
    const again = await server.restart();
    expect(await users('show', email)).toEqual(done(email));
    expect(await modeOf(doorOf(settings))).toBe('600');
    await again.kill();
    expect(await users('show', email)).toEqual(done(email));
  });

  test('garbage, endless and silent visitors do not disturb the server', async ({ installed }) => {
    const { settings, server, client, users } = await installed();
    const { email } = await registered(client);
    const silent = visit(settings, '');
    const slow = visit(settings, '{"command":');
    for (const [words, message] of [
      ['garbage\n', /one line of JSON/],
      [Buffer.from([0xff, 0xfe, 0x0a]), /one line of JSON/],
      ['x'.repeat(1024 * 1024), /at most 16384 bytes/],
      ['null\n', /./],
      ['[]\n', /./],
      ['{}\n', /does not know this command/],
      ['{"command":"__proto__","input":{}}\n', /does not know this command/],
      ['{"command":"users list","input":{"limit":5}}\n', /--limit must be/],
      ['{"command":"users list","input":{"__proto__":{"limit":"1"},"x":1}}\n', /./],
      ['{"command":"users show","input":{"user":"nul\\u0000@example.com"}}\n', /is neither an email/],
      ['{"command":"users list","input":{"search":"\\u0000"}}\n', /--search must be/],
      ['{"command":"users list","input":{"search":"\\ud800"}}\n', /--search must be/],
    ] as const) {
      const { heard } = await visit(settings, words);
      expect(JSON.parse(heard), `${words}`.slice(0, 80)).toEqual({
        ok: false,
        reason: 'usage',
        message: expect.stringMatching(message),
      });
    }
    const crowd = Array.from({ length: 40 }, () => visit(settings, '{'));
    for (const { heard, afterMs } of await Promise.all([silent, slow])) {
      expect(heard).toBe('');
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
