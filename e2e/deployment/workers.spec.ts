import { once } from 'node:events';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { registered, signedIn } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { command, done } from '../fixtures/commands';
import { emptyDatabase, freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { createDatabase, query, startPostgres } from '../fixtures/postgres';
import { childrenOf, countConnections, countThreads, end, isRunning } from '../fixtures/processes';
import { readinessOf } from '../fixtures/readiness';
import {
  failedStart,
  type Settings,
  spawnNpmStart,
  spawnServer,
  startServer,
  type TestServer,
} from '../fixtures/server';
import { expect, test } from '../fixtures/test';
import { Load, type Task } from '../resilience/load';

const READY = 'Postern is ready';
/** Of hashing threads (lib/hashing/bcrypt-worker.mjs). */
const NICENESS = 10;
/** Workers and the primary end within 10 s; the rest is for busy cores. */
const ENDED = { timeout: 15_000 };

const cores = availableParallelism();

/** Workers, and nothing else, are children of the server's process. */
const workersOf = ({ pid }: TestServer) => childrenOf(pid);
const portOf = ({ baseUrl }: TestServer) => Number(new URL(baseUrl).port);

const occurrences = (text: string, part: string) => text.split(part).length - 1;

/** Ready, each of its two workers. */
async function allReady(server: TestServer): Promise<TestServer> {
  await expect.poll(() => server.logs(), { timeout: 30_000 }).toContain(READY);
  return server;
}

const startTwo = async (settings: Settings) => allReady(await startServer({ ...settings, WORKERS: '2' }));

/** Statuses of GET requests, one after the other, each over a connection of its own. */
async function statusesOf(server: TestServer, path: string, count: number): Promise<number[]> {
  const client = new Client(server.baseUrl);
  const all: number[] = [];
  while (all.length < count) all.push((await client.get(path)).status);
  return all;
}

/**
 * GET requests, eight at a time over connections that stay open, until each worker has some of these, and the primary none.
 * @returns the statuses of all of them
 */
async function statusesOfAll(server: TestServer, path: string): Promise<Set<number>> {
  const deadline = Date.now() + 30_000;
  const statuses = new Set<number>();
  for (;;) {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const client = new Client(server.baseUrl, { agent });
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.get(path)));
    for (const { status } of answers) statuses.add(status);
    const served = workersOf(server).map((pid) => countConnections(pid, portOf(server)));
    const kept = countConnections(server.pid, portOf(server));
    agent.destroy();
    if (served.length === 2 && Math.min(...served) >= 2 && kept === 0) return statuses;
    if (Date.now() > deadline) throw new Error(`Connections of the workers: ${served}; of the primary: ${kept}`);
  }
}

/** `kill -9`, and the primary has noticed it: until then it may hand a connection to the dead one. */
async function killWorker(server: TestServer): Promise<number> {
  const [pid = 0] = workersOf(server);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => server.logs()).toContain(`"worker_ended","pid":${pid},`);
  return pid;
}

test.describe('workers', { tag: '@postgres' }, () => {
  test('share the port, and each serves connections', async ({ serverWith }) => {
    const server = await allReady(await serverWith({ WORKERS: '2' }));
    expect(workersOf(server)).toHaveLength(2);
    expect(await statusesOfAll(server, '/login/')).toEqual(new Set([200]));
    expect(await server.stop()).toBe(0);
  });

  test('a worker that is killed is replaced, and meanwhile the others answer', { tag: '@slow' }, async ({
    serverWith,
  }) => {
    const server = await allReady(await serverWith({ WORKERS: '2' }));
    const account = await registered(new Client(server.baseUrl));
    const killed = await killWorker(server);
    expect(await statusesOf(server, '/health/ready/', 20)).toEqual(Array(20).fill(200));
    await signedIn(new Client(server.baseUrl), account);
    expect(await statusesOfAll(server, '/login/')).toEqual(new Set([200]));
    expect(workersOf(server)).not.toContain(killed);
    expect(occurrences(server.logs(), '"event":"worker_ended"')).toBe(1);
    expect(server.logs()).toMatch(new RegExp(`"worker_ended","pid":${killed},"code":null,"signal":"SIGKILL"`));
    expect(occurrences(server.logs(), READY)).toBe(1);
    expect(await server.stop()).toBe(0);
  });

  const REFUSED: [title: string, settings: Settings, line: RegExp][] = [
    ['no worker', { WORKERS: '0' }, /WORKERS must be a whole number from 1 to 1000\./],
    ['a word', { WORKERS: 'all' }, /WORKERS must be a whole number from 1 to 1000\./],
    [
      'more than cores',
      { WORKERS: `${cores + 1}` },
      new RegExp(`WORKERS must be at most ${cores}, the number of cores`),
    ],
  ];

  for (const [title, settings, line] of REFUSED) {
    test(`WORKERS that cannot be (${title}) stop the start with one line`, async () => {
      const { code, output } = await failedStart({ ...(await emptyDatabase('postgres')), ...settings });
      expect(code).toBe(1);
      expect(output).toMatch(line);
      expect(output.trim().split('\n')).toHaveLength(1);
    });
  }

  test('several WORKERS with the embedded database stop the start with one line', async () => {
    const { code, output } = await failedStart({ ...(await emptyDatabase('pglite')), WORKERS: '2' });
    expect([code, output]).toEqual([
      1,
      'Postern cannot start: WORKERS must be 1 without DATABASE_URL: the embedded database has room for one process.\n',
    ]);
  });
});

test.describe('workers', { tag: ['@postgres', '@slow'] }, () => {
  test('have one log: the start says everything once, and no line is inside another', async ({ serverWith }) => {
    const server = await allReady(
      await serverWith({ WORKERS: '2', LOG_LEVEL: 'info', RATE_LIMITS: 'off', REQUIRE_VERIFIED_EMAILS: 'true' }),
    );
    const client = new Client(server.baseUrl);
    for (let round = 0; round < 5; round += 1) await Promise.all([1, 2, 3, 4].map(() => registered(client)));
    expect(await server.stop()).toBe(0);
    const logs = server.logs();
    for (const once of ['Next.js', READY, 'RATE_LIMITS=off', '"event":"setting"', '"event":"draining"']) {
      expect([once, occurrences(logs, once)]).toEqual([once, 1]);
    }
    const lines = logs.split('\n').filter((line) => line.includes('"level"'));
    expect(lines.filter((line) => JSON.parse(line).event === 'user_created')).toHaveLength(20);
  });

  test('write each line whole to a file, too', async () => {
    await mkdir(test.info().outputDir, { recursive: true });
    const file = await open(test.info().outputPath('log'), 'a+');
    const settings = { ...(await freshDatabase('postgres')), WORKERS: '2', LOG_LEVEL: 'info' };
    const server = await startServer(settings, { stdout: file.fd });
    const client = new Client(server.baseUrl);
    for (let round = 0; round < 5; round += 1) await Promise.all([1, 2, 3, 4].map(() => registered(client)));
    expect(await server.stop()).toBe(0);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(1024 * 1024), position: 0 });
    await file.close();
    const lines = buffer
      .toString('utf8', 0, bytesRead)
      .split('\n')
      .filter((line) => line.includes('"level"'));
    expect(lines.filter((line) => JSON.parse(line).event === 'user_created')).toHaveLength(20);
    expect(lines.filter((line) => JSON.parse(line).event === 'draining')).toHaveLength(1);
  });

  test('together have one hash in flight for each core', async ({ serverWith }) => {
    const server = await allReady(await serverWith({ WORKERS: '2' }));
    const account = await registered(new Client(server.baseUrl));
    const client = new Client(server.baseUrl);
    await Promise.all(Array.from({ length: 30 }, () => client.post('/auth/token/', account)));
    // A thread is started when all others of its worker hash, and stays.
    const threads = workersOf(server).map((pid) => countThreads(pid, NICENESS));
    for (const count of threads) expect(count).toBeGreaterThanOrEqual(1);
    expect(threads.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(cores);
    await server.stop();
  });

  test('each open no more than DATABASE_POOL connections', async () => {
    const settings: Settings = { ...(await freshDatabase('postgres')), DATABASE_POOL: '2' };
    const server = await startTwo(settings);
    const client = new Client(server.baseUrl);
    const { refresh } = await signedIn(client);
    const renewed = await Promise.all(
      Array.from({ length: 80 }, () => client.post('/auth/token/refresh/', { refresh })),
    );
    expect(new Set(renewed.map(({ status }) => status))).toEqual(new Set([200]));
    const opened = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    expect(await query(settings.DATABASE_URL ?? '', opened)).toEqual([{ count: 4 }]);
    await server.stop();
  });

  test('count the attempts of a rate limit together', async ({ serverWith }) => {
    const server = await allReady(await serverWith({ WORKERS: '2' }));
    const { email } = await registered(new Client(server.baseUrl));
    const tried: number[] = [];
    while (tried.length < 14) {
      const body = { email, password: 'not the password' };
      tried.push((await new Client(server.baseUrl).post('/auth/token/', body)).status);
    }
    expect(tried).toEqual([...Array(10).fill(401), ...Array(4).fill(429)]);
    await server.stop();
  });

  test('close their mailboxes together, and a replacement keeps it closed', async ({ serverWith }) => {
    const server = await allReady(await serverWith({ WORKERS: '2' }));
    expect(await statusesOf(server, '/mailbox/', 4)).toEqual(Array(4).fill(200));
    const foreign = await new Client(server.baseUrl).get('/login/', { Origin: 'https://login.example.com' });
    expect(foreign.status).toBe(421);
    await expect.poll(() => statusesOf(server, '/mailbox/', 4)).toEqual(Array(4).fill(404));
    expect(occurrences(server.logs(), '"event":"mailbox_closed"')).toBe(1);
    await killWorker(server);
    expect(await statusesOfAll(server, '/mailbox/')).toEqual(new Set([404]));
    await server.stop();
  });

  test('commands of operators work beside them', async () => {
    const settings = { ...(await freshDatabase('postgres')), PORT: `${await freePort()}`, WORKERS: '2' };
    const server = await startTwo(settings);
    const { email, id } = await registered(new Client(server.baseUrl));
    expect(await command('users', ['list'], settings)).toEqual(done(email));
    expect((await command('users', ['disable', id], settings)).code).toBe(0);
    await server.stop();
  });

  test('SIGTERM under load: every request is answered, the exit code is 0, and no process is left', async ({
    serverWith,
  }) => {
    const server = await allReady(await serverWith({ WORKERS: '2', RATE_LIMITS: 'off' }));
    const workers = workersOf(server);
    const client = new Client(server.baseUrl);
    const { email, password } = await registered(client);
    const { refresh } = await signedIn(client);
    const load = new Load(server.baseUrl);
    const signIn: Task = { what: 'sign-in', method: 'POST', path: '/auth/token/', body: { email, password } };
    const renew: Task = { what: 'refresh', method: 'POST', path: '/auth/token/refresh/', body: { refresh } };
    const page: Task = { what: 'page', method: 'GET', path: '/login/' };
    for (const connection of ['kept', 'fresh'] as const) {
      load.begin(connection, [signIn]);
      load.begin(connection, [renew, page]);
      load.begin(connection, [page, renew], { restMilliseconds: 35 });
    }
    load.probe({ what: 'readiness', method: 'GET', path: '/health/ready/' }, 20);
    await expect.poll(() => load.sent.length, { timeout: 30_000 }).toBeGreaterThan(20);
    expect(await server.stop()).toBe(0);
    const sent = await load.stop();
    expect(sent.filter(({ end: how }) => how === 'cut')).toEqual([]);
    expect(sent.filter(({ end: how, status }) => how === 'answered' && status !== 200)).toEqual([]);
    expect([server.pid, ...workers].filter(isRunning)).toEqual([]);
  });

  test('a signal to npm and all of its processes, as by Ctrl-C, stops once: what is in flight is answered', async () => {
    const port = `${await freePort()}`;
    const npm = spawnNpmStart({ ...(await freshDatabase('postgres')), PORT: port, WORKERS: '2' });
    const client = new Client(`http://127.0.0.1:${port}`);
    await expect.poll(readinessOf(client), { timeout: 60_000 }).toBe(200);
    const account = await registered(client);
    const inFlight = Array.from({ length: 6 }, () => client.post('/auth/token/', account));
    await Promise.race(inFlight);
    const ended = once(npm, 'exit');
    process.kill(-(npm.pid ?? 0), 'SIGINT');
    expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await ended).toEqual([0, null]);
  });

  test('a second SIGTERM ends all of them at once, with 1', async ({ serverWith }) => {
    const server = await allReady(await serverWith({ WORKERS: '2' }));
    const workers = workersOf(server);
    // It announces more than it ever sends.
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '100' };
    const endless = new Client(server.baseUrl)
      .request('POST', '/auth/token/', { headers, body: '{', unfinished: true })
      .catch((error: NodeJS.ErrnoException) => error.code);
    await sleep(300);
    const ended = server.stop();
    // At once it would be the same signal, as npm passes it on.
    await sleep(2_500);
    process.kill(server.pid, 'SIGTERM');
    expect(await ended).toBe(1);
    expect(await endless).toBe('ECONNRESET');
    await expect.poll(() => workers.filter(isRunning)).toEqual([]);
  });

  test('kill -9 of the primary leaves no worker, and what is in flight is answered', async ({ serverWith }) => {
    const server = await allReady(await serverWith({ WORKERS: '2' }));
    const workers = workersOf(server);
    const agent = new Agent({ keepAlive: true, maxSockets: 6 });
    const client = new Client(server.baseUrl, { agent });
    const account = await registered(client);
    const inFlight = Array.from({ length: 6 }, () => client.post('/auth/token/', account));
    await Promise.race(inFlight);
    await server.kill();
    expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual(Array(6).fill(200));
    await expect.poll(() => workers.filter(isRunning), ENDED).toEqual([]);
    agent.destroy();
  });

  test('SIGTERM stops a replacement that has only begun, too', async ({ serverWith }) => {
    const server = await allReady(await serverWith({ WORKERS: '2' }));
    await killWorker(server);
    await expect.poll(() => workersOf(server).length, { intervals: [5] }).toBe(2);
    const workers = workersOf(server);
    expect(await server.stop()).toBe(0);
    expect(server.logs()).not.toContain('stop_late');
    expect(workers.filter(isRunning)).toEqual([]);
  });

  test('a worker that dies again and again is replaced later each time, until one lives', async ({ serverWith }) => {
    const preload = path.resolve(import.meta.dirname, '..', 'fixtures', 'preload', 'dying-worker.mjs');
    const DYING_FILE = test.info().outputPath('dying');
    const NODE_OPTIONS = `--import=${pathToFileURL(preload).href}`;
    const server = await allReady(await serverWith({ WORKERS: '2', NODE_OPTIONS, DYING_FILE }));
    await mkdir(test.info().outputDir, { recursive: true });
    await writeFile(DYING_FILE, '');
    await killWorker(server);
    const delays = () =>
      [...server.logs().matchAll(/"worker_ended",.*"delayMs":(\d+)/g)].map(([, delay]) => Number(delay));
    await expect.poll(() => delays().length, { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
    expect(delays().slice(0, 3)).toEqual([0, 1000, 2000]);
    expect(await statusesOf(server, '/health/ready/', 5)).toEqual(Array(5).fill(200));
    await rm(DYING_FILE);
    expect(await statusesOfAll(server, '/login/')).toEqual(new Set([200]));
    expect(await server.stop()).toBe(0);
  });

  test('a start that must fail says why once, and ends with 1', async () => {
    const settings = await freshDatabase('postgres');
    await (await startServer(settings)).stop();
    const other = await freshDatabase('postgres');
    const wrong: Settings = {
      ...settings,
      AUTH_SECRET: other.AUTH_SECRET ?? '',
      PORT: `${await freePort()}`,
      WORKERS: '2',
    };
    const { code, output } = await failedStart(wrong);
    expect(code).toBe(1);
    expect(output.match(/Postern cannot start: .*/g)).toEqual([
      expect.stringMatching(/AUTH_SECRET does not decrypt the stored/),
    ]);
  });

  test('start without a database, and all are ready once it is there and has its tables', async () => {
    const postgres = await startPostgres();
    const DATABASE_URL = await createDatabase(postgres.url, 'away');
    await postgres.kill();
    const port = `${await freePort()}`;
    const settings = { ...(await emptyDatabase('postgres')), DATABASE_URL, PORT: port, WORKERS: '2' };
    const { child, logs } = spawnServer(settings);
    const client = new Client(`http://127.0.0.1:${port}`);
    await expect.poll(readinessOf(client), { timeout: 30_000 }).toBe(503);
    expect(logs()).not.toContain(READY);
    await postgres.start();
    await expect.poll(logs, { timeout: 30_000 }).toContain(READY);
    for (let time = 0; time < 4; time += 1) expect(await readinessOf(client)()).toBe(200);
    await signedIn(client);
    expect(occurrences(logs(), 'database unavailable; retrying')).toBe(1);
    expect(await end(child, 'SIGTERM')).toBe(0);
    await postgres.remove();
  });
});
