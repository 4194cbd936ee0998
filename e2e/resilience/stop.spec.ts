import { once } from 'node:events';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Account, registered, signedIn, type Tokens } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { readinessOf } from '../fixtures/readiness';
import { type Settings, spawnNpmStart, startServer, type TestServer } from '../fixtures/server';
import { medianAndMost } from './durations';
import { expect, scaled, test } from './fault-test';
import { Load, type Sent, type Task } from './load';

const ROUNDS = scaled(3, 50);
const STOP_MILLISECONDS = 10_000;
/** What a signal may take to be heard on two busy cores. */
const HEARD_MILLISECONDS = 250;

test.describe('stop', { tag: '@slow' }, () => {
  test('SIGTERM under load cuts no client: what was sent is answered, then the process ends with 0', async ({
    database,
    measurement,
  }) => {
    test.setTimeout(60_000 + ROUNDS * 30_000);
    const settings = { ...(await freshDatabase(database)), RATE_LIMITS: 'off' };
    let server = await startServer(settings);
    const member = await signedIn(new Client(server.baseUrl));
    // Another account's: of more than a hundred sessions the member's own would end.
    const guest = await registered(new Client(server.baseUrl));
    const stopMilliseconds: number[] = [];
    let answered = 0;
    let answeredLate = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const load = loadOn(server, member, guest);
      await pause(600 + Math.random() * 600);
      const signalledAt = Date.now();
      const code = await server.stop();
      const endedAt = Date.now();
      const sent = await load.stop();
      stopMilliseconds.push(endedAt - signalledAt);

      expect(sent.filter(({ end }) => end === 'cut').map((each) => inWords(each, signalledAt))).toEqual([]);
      expect(sent.filter(isWronglyAnswered).map((each) => inWords(each, signalledAt))).toEqual([]);
      expect(code).toBe(0);
      expect(endedAt - signalledAt).toBeLessThan(STOP_MILLISECONDS);
      const readiness = statusesOfReadiness(load.probed, signalledAt + HEARD_MILLISECONDS);
      expect([...new Set(readiness)]).toEqual([503]);
      await expectUnlocked(settings);

      answered += sent.filter(({ end }) => end === 'answered').length;
      answeredLate += sent.filter((each) => each.end === 'answered' && each.endedAt > signalledAt).length;
      server = await server.restart();
    }
    measurement(
      `0 of ${answered.toLocaleString('en')} requests cut over ${ROUNDS} SIGTERMs under load, ` +
        `${answeredLate.toLocaleString('en')} answered after the signal; exit code 0 after ${medianAndMost(stopMilliseconds)}`,
    );
    await server.stop();
  });

  test('a second SIGTERM does not wait for what is in flight, and what was acknowledged is there', async ({
    serverWith,
  }) => {
    const server = await serverWith();
    const client = new Client(server.baseUrl);
    const account = await registered(client);
    const { refresh } = await signedIn(client, account);
    expect((await client.post('/auth/token/blacklist/', { refresh })).status).toBe(200);
    // It announces more than it ever sends.
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '100' };
    const endless = client
      .request('POST', '/auth/token/', { headers, body: '{', unfinished: true })
      .catch((error: NodeJS.ErrnoException) => error.code);
    await pause(300);
    const ended = server.stop();
    // At once it would be the same signal, as npm passes it on.
    await pause(2_500);
    process.kill(server.pid, 'SIGTERM');
    const secondAt = Date.now();
    expect(await ended).toBe(1);
    expect(Date.now() - secondAt).toBeLessThan(3_000);
    expect(await endless).toBe('ECONNRESET');

    const again = await server.restart();
    await signedIn(client, account);
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(401);
    expect(await again.stop()).toBe(0);
  });

  test('a signal to npm and all of its processes, as by Ctrl-C, stops once: what is in flight is answered', async ({
    database,
  }) => {
    const port = `${await freePort()}`;
    const npm = spawnNpmStart({ ...(await freshDatabase(database)), PORT: port });
    const client = new Client(`http://127.0.0.1:${port}`);
    const readiness = readinessOf(client);
    await expect.poll(readiness, { timeout: 60_000 }).toBe(200);
    const account = await registered(client);
    const inFlight = Array.from({ length: 6 }, () => client.post('/auth/token/', account));
    await Promise.race(inFlight);
    const ended = once(npm, 'exit');
    process.kill(-(npm.pid ?? 0), 'SIGINT');
    expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await ended).toEqual([0, null]);
  });

  /** Sign-ins, refreshes, token checks and pages by as many clients as keep two cores at work, and a look at readiness. */
  function loadOn(server: TestServer, { refresh }: Tokens, { email, password }: Account): Load {
    const signIn: Task = { what: 'sign-in', method: 'POST', path: '/auth/token/', body: { email, password } };
    const renew: Task = { what: 'refresh', method: 'POST', path: '/auth/token/refresh/', body: { refresh } };
    const page: Task = { what: 'page', method: 'GET', path: '/login/' };
    const verify: Task = { what: 'token check', method: 'POST', path: '/auth/token/verify/', body: { token: refresh } };
    const ready: Task = { what: 'readiness', method: 'GET', path: '/health/ready/' };
    const load = new Load(server.baseUrl);
    for (const connection of ['kept', 'fresh'] as const) {
      load.begin(connection, [signIn]);
      load.begin(connection, [renew, verify]);
      load.begin(connection, [page, renew]);
      // With rests of its own between the requests a connection is idle when the server thinks of closing it.
      load.begin(connection, [verify, page], { restMilliseconds: 35 });
      load.begin(connection, [renew], { restMilliseconds: 120 });
    }
    load.probe(ready, 20);
    return load;
  }

  const isWronglyAnswered = ({ end, status }: Sent) => end === 'answered' && status !== 200;

  const statusesOfReadiness = (probed: Sent[], from: number): number[] =>
    probed.filter(({ end, sentAt }) => end === 'answered' && sentAt >= from).map(({ status }) => status);

  function inWords({ what, status, error, isReused, sentAt, endedAt }: Sent, signalledAt: number): string {
    const connection = isReused ? 'kept' : 'fresh';
    const [sent, ended] = [sentAt - signalledAt, endedAt - signalledAt];
    return `${what} over a ${connection} connection, sent ${sent} ms after the signal, ended at ${ended} ms: ${status} ${error}`;
  }

  /** The next process need not detect that the holder of PGlite's lock has died. */
  async function expectUnlocked({ DATABASE_URL, DATA_DIR = '' }: Settings): Promise<void> {
    if (DATABASE_URL !== undefined) return;
    await expect(access(path.join(DATA_DIR, 'pglite.lock'))).rejects.toThrow('ENOENT');
  }
});
