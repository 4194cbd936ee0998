import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ANOTHER_PASSWORD, bearer, browserSession, signedIn, uniqueEmail } from '../fixtures/accounts';
import { type Answer, Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { createDatabase, query, startPostgres } from '../fixtures/postgres';
import { type Settings, startServer } from '../fixtures/server';
import { expect, RECOVERY, scaled, test, UNAVAILABLE } from './fault-test';

/** Milliseconds; an answer that took longer was not waited for, but hung. */
const HANG_MS = 10_000;

type Asked = { what: string; startedAt: number; endedAt: number; answer: Answer };

/** A PostgreSQL of the test's own and a server on it. */
async function installed(settings: Settings = {}) {
  const postgres = await startPostgres();
  const DATABASE_URL = await createDatabase(postgres.url, 'faulty');
  const server = await startServer({ ...(await freshDatabase('postgres')), DATABASE_URL, ...settings });
  const client = new Client(server.baseUrl);
  return {
    postgres,
    server,
    client,
    /** On the database of the server, by a connection of its own. */
    sql: <Row extends object>(statement: string) => query<Row>(DATABASE_URL, statement),
    connect: async () => {
      const connection = new pg.Client({ connectionString: DATABASE_URL });
      await connection.connect();
      return connection;
    },
    readiness: async () => (await client.get('/health/ready/')).status,
    remove: async () => {
      expect(await server.stop()).toBe(0);
      await postgres.remove();
    },
  };
}

/** Everything that asks the database, by people and programs, again and again until it is ended. */
async function traffic(client: Client) {
  const account = await signedIn(client);
  const Cookie = await browserSession(client, account);
  const { email, password } = account;
  const requests: [what: string, ask: () => Promise<Answer>][] = [
    ['sign-in', () => client.post('/auth/token/', { email, password })],
    ['wrong password', () => client.post('/auth/token/', { email: uniqueEmail(), password: 'not the password' })],
    ['token check', () => client.get('/auth/me/', bearer(account))],
    ['refresh', () => client.post('/auth/token/refresh/', { refresh: account.refresh })],
    ['register', () => client.post('/auth/register/', { email: uniqueEmail(), password })],
    ['page', () => client.get('/account/', { Cookie })],
  ];
  const asked: Asked[] = [];
  let isEnded = false;
  const loops = requests.map(async ([what, ask]) => {
    while (!isEnded) {
      const startedAt = performance.now();
      const answer = await ask();
      asked.push({ what, startedAt, endedAt: performance.now(), answer });
      await sleep(20);
    }
  });
  return {
    account,
    end: async () => {
      isEnded = true;
      await Promise.all(loops);
      return asked;
    },
  };
}

const outcomes = (asked: Asked[]) => [...new Set(asked.map(({ what, answer }) => `${what} ${answer.status}`))].sort();

const BEFORE_AND_AFTER = [
  'page 200',
  'refresh 200',
  'register 201',
  'sign-in 200',
  'token check 200',
  'wrong password 401',
];

/** Lets traffic run through a fault; what was answered meanwhile is told apart from what was answered before and after. */
async function throughFault(
  { client, readiness }: Pick<Awaited<ReturnType<typeof installed>>, 'client' | 'readiness'>,
  fault: { begin(): Promise<void>; end(): Promise<void> },
  seconds: number,
) {
  const running = await traffic(client);
  await sleep(1_500);
  const untilAt = performance.now();
  await fault.begin();
  const beganAt = performance.now();
  await sleep(seconds * 1000);
  expect([await readiness(), (await client.get('/health/live/')).status]).toEqual([503, 200]);
  const endedAt = performance.now();
  await fault.end();
  const returnedAt = performance.now();
  await expect.poll(readiness, RECOVERY).toBe(200);
  const readyMs = performance.now() - returnedAt;
  await sleep(2_500);
  const asked = await running.end();
  const during = asked.filter((each) => each.startedAt > beganAt && each.endedAt < endedAt);
  const apart = asked.filter((each) => each.endedAt < untilAt || each.startedAt > returnedAt + readyMs);
  const longestMs = Math.max(...asked.map((each) => each.endedAt - each.startedAt));
  return { account: running.account, during, apart, longestMs, readyMs };
}

const measurementsOf = ({ during, longestMs, readyMs }: { during: Asked[]; longestMs: number; readyMs: number }) =>
  `${during.length} requests meanwhile, all 503; the longest took ${(longestMs / 1000).toFixed(1)} s; ` +
  `ready ${(readyMs / 1000).toFixed(1)} s after the end`;

function expectRefusals(during: Asked[]): void {
  expect(outcomes(during)).toEqual(BEFORE_AND_AFTER.map((each) => each.replace(/\d+$/, '503')));
  for (const { what, answer } of during) {
    expect(Number(answer.headers['retry-after']), what).toBeGreaterThan(0);
    if (what !== 'page') expect(answer.json()).toEqual(UNAVAILABLE);
  }
}

test.describe('database faults', { tag: ['@postgres', '@slow'] }, () => {
  test('a database that stands still in mid-traffic is a 503 for every client and never a 401, and is used again by itself', async ({
    measurement,
  }) => {
    const seconds = scaled(6, 30);
    const { postgres, sql, remove, ...rest } = await installed();
    const fault = { begin: () => postgres.pause(), end: async () => postgres.resume() };
    const { account, ...seen } = await throughFault(rest, fault, seconds);
    measurement(`stopped for ${seconds} s: ${measurementsOf(seen)}`);
    expectRefusals(seen.during);
    expect(outcomes(seen.apart)).toEqual(BEFORE_AND_AFTER);
    expect(seen.longestMs).toBeLessThan(HANG_MS);
    await signedIn(rest.client, account);
    const [connections] = await sql<{ count: number }>(
      "SELECT count(*)::int FROM pg_stat_activity WHERE datname = 'faulty' AND pid <> pg_backend_pid()",
    );
    expect(connections?.count).toBeLessThanOrEqual(10);
    await remove();
  });

  test('a database that is killed in mid-traffic is a 503 for every client, and is used again by itself', async ({
    measurement,
  }) => {
    const { postgres, remove, ...rest } = await installed();
    const fault = { begin: () => postgres.kill(), end: () => postgres.start() };
    const { account, ...seen } = await throughFault(rest, fault, scaled(2, 30));
    measurement(`away: ${measurementsOf(seen)}`);
    expectRefusals(seen.during);
    expect(outcomes(seen.apart)).toEqual(BEFORE_AND_AFTER);
    await signedIn(rest.client, account);
    await remove();
  });

  test('a locked table is waited for a while, and then rejected with 503', async () => {
    const { client, connect, remove } = await installed();
    const account = await signedIn(client);
    const holder = await connect();
    await holder.query('BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE');
    const [check, signIn] = await Promise.all([
      client.get('/auth/me/', bearer(account)),
      client.post('/auth/token/', account),
    ]);
    expect([check.status, check.json(), signIn.status, signIn.json()]).toEqual([503, UNAVAILABLE, 503, UNAVAILABLE]);
    await holder.query('ROLLBACK');
    expect((await client.get('/auth/me/', bearer(account))).status).toBe(200);
    await holder.end();
    await remove();
  });

  test('a database that takes no more connections is a 503, and is used again once it does', async () => {
    const postgres = await startPostgres();
    const superuser = await createDatabase(postgres.url, 'faulty');
    const url = new URL(superuser);
    url.username = 'postern';
    await query(postgres.url, 'CREATE ROLE postern LOGIN');
    await query(postgres.url, 'ALTER DATABASE faulty OWNER TO postern');
    const server = await startServer({ ...(await freshDatabase('postgres')), DATABASE_URL: url.href });
    const client = new Client(server.baseUrl);
    const account = await signedIn(client);
    const allow = async (connections: number) => {
      await query(postgres.url, `ALTER ROLE postern CONNECTION LIMIT ${connections}`);
      await query(postgres.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postern'");
    };

    await allow(0);
    const refused = await client.post('/auth/token/', account);
    expect([refused.status, refused.json()]).toEqual([503, UNAVAILABLE]);
    expect((await client.get('/auth/me/', bearer(account))).status).toBe(503);
    expect((await client.get('/health/ready/')).status).toBe(503);
    // With two, a request that finds both in use is rejected or waits; none gets a wrong response.
    await allow(2);
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await client.get('/auth/me/', bearer(account))).status),
    );
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    await allow(-1);
    await expect.poll(async () => (await client.get('/health/ready/')).status, RECOVERY).toBe(200);
    await signedIn(client, account);
    expect(await server.stop()).toBe(0);
    await postgres.remove();
  });

  test('a database that is read-only checks tokens, refuses every change with 503, and takes changes once it can', async () => {
    const { postgres, client, remove } = await installed();
    const account = await signedIn(client);
    const become = async (isReadOnly: boolean) => {
      await query(postgres.url, `ALTER DATABASE faulty SET default_transaction_read_only = ${isReadOnly}`);
      await query(postgres.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'faulty'");
    };
    await become(true);
    await expect.poll(async () => (await client.get('/auth/me/', bearer(account))).status, RECOVERY).toBe(200);
    const changes = [
      await client.post('/auth/token/', account),
      await client.post('/auth/register/', { ...account, email: uniqueEmail() }),
      await client.post('/auth/reset-password/', { email: account.email }),
      await client.post('/auth/token/blacklist/', { refresh: account.refresh }),
      await client.post('/auth/token/', { email: account.email, password: 'not the password' }),
    ];
    expect(changes.map((answer) => [answer.status, answer.json()])).toEqual(Array(5).fill([503, UNAVAILABLE]));
    await become(false);
    await expect.poll(async () => (await client.post('/auth/token/', account)).status, RECOVERY).toBe(200);
    expect((await client.post('/auth/token/blacklist/', { refresh: account.refresh })).status).toBe(200);
    await remove();
  });

  test('an instance that stands still in mid-transaction keeps no user locked for the others', async () => {
    const { client, server, connect, sql, remove } = await installed();
    const elsewhere = { PORT: `${await freePort()}`, DATA_DIR: `${server.settings.DATA_DIR}-2` };
    const second = await startServer({ ...server.settings, ...elsewhere });
    const account = await signedIn(client);
    const holder = await connect();
    await holder.query(`BEGIN; SELECT 1 FROM users WHERE id = '${account.id}' FOR UPDATE`);
    const halted = client.post('/auth/token/', account);
    const isThere = (condition: string) => async () =>
      (await sql(`SELECT 1 FROM pg_stat_activity WHERE ${condition} AND pid <> pg_backend_pid()`)).length;
    await expect.poll(isThere("wait_event_type = 'Lock'"), { intervals: [20] }).toBe(1);
    process.kill(server.pid, 'SIGSTOP');
    await holder.query('COMMIT');
    await holder.end();
    // It has the lock now, and nothing comes of it.
    await expect.poll(isThere("state = 'idle in transaction'"), { intervals: [20] }).toBe(1);
    const others = new Client(second.baseUrl);
    const RELEASE = { timeout: 20_000, intervals: [200] };
    await expect.poll(async () => (await others.post('/auth/token/', account)).status, RELEASE).toBe(200);
    process.kill(server.pid, 'SIGCONT');
    expect((await halted).status).toBe(503);
    await signedIn(client, account);
    expect(await second.stop()).toBe(0);
    await remove();
  });

  test('what PostgreSQL ends to break a deadlock is done again from its beginning', async () => {
    const { client, connect, sql, remove } = await installed();
    const account = await signedIn(client);
    const other = await connect();
    await other.query(`BEGIN; SELECT 1 FROM sessions WHERE user_id = '${account.id}' FOR UPDATE`);
    const changing = client.post(
      '/auth/change-password/',
      { current_password: account.password, password: ANOTHER_PASSWORD },
      bearer(account),
    );
    // It holds the user and waits for the session; PostgreSQL ends the transaction that first waits for a second.
    await expect
      .poll(async () => (await sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).length, {
        intervals: [20],
      })
      .toBe(1);
    await other.query(`SELECT 1 FROM users WHERE id = '${account.id}' FOR UPDATE`);
    await other.query('COMMIT');
    expect((await changing).status).toBe(200);
    await signedIn(client, { ...account, password: ANOTHER_PASSWORD });
    await other.end();
    await remove();
  });

  test('what is done again is told once, and what is not done not at all', async () => {
    const { client, server, sql, remove } = await installed({ LOG_LEVEL: 'info' });
    const account = await signedIn(client);
    const refuseCommits = (times: number) =>
      sql(`
      CREATE SEQUENCE refusals MAXVALUE 1000000;
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('refusals') <= ${times} THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '40001'; END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON audit_events DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const allowCommits = () => sql('DROP TRIGGER refuse ON audit_events; DROP FUNCTION refuse; DROP SEQUENCE refusals');
    const told = () => server.logs().match(/"event":"authn_password_change"/g)?.length ?? 0;
    const change = (current_password: string, password: string) =>
      client.post('/auth/change-password/', { current_password, password }, bearer(account));

    await refuseCommits(1);
    expect((await change(account.password, ANOTHER_PASSWORD)).status).toBe(200);
    expect(told()).toBe(1);
    await allowCommits();
    await refuseCommits(1000);
    expect((await change(ANOTHER_PASSWORD, account.password)).status).toBe(503);
    expect(told()).toBe(1);
    await allowCommits();
    await signedIn(client, { ...account, password: ANOTHER_PASSWORD });
    await remove();
  });
});
