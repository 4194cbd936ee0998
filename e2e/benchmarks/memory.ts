// npm run bench:memory [minutes] [pglite|postgres] [bare|nginx]: what a server's memory does under a modest mixed load,
// with floods of unknown emails and addresses, over connections that stay open: a few from the clients, or those of an
// nginx with `keepalive`. Starts a server of its own; limits are on. Linux: it reads /proc.
import { readFileSync } from 'node:fs';
import { PASSWORD, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freePort } from '../fixtures/free-port';
import { type Malformed, malformedRequests } from '../fixtures/malformed';
import { answering, runNginx } from '../fixtures/nginx';
import { startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { BEHIND_A_PROXY, keptConnections } from './kept-connections';
import { gather, legitimateTraffic, type NewClient, type People } from './legitimate-traffic';
import {
  countsByStatus,
  named,
  oneOf,
  printLateness,
  type RequestStream,
  reportErrors,
  runOpenLoop,
} from './open-loop-load';
import { ownDatabase } from './own-database';
import { residentMebibytes } from './resident-memory';

const [, , MINUTES = '60', DATABASE, PROXY = 'bare'] = process.argv;
const minutes = Number(MINUTES);
const ACCOUNTS = 20;
const CONNECTIONS = 8;
const SAMPLE_SECONDS = 10;
const SAMPLES_A_LINE = 6;
/** Of the clock by which Linux counts what a process used. */
const TICKS_PER_SECOND = 100;

type Sample = { hours: number; mebibytes: number; busySeconds: number };

const database = await ownDatabase(DATABASE);
const server = await startServer({ ...database.settings, ...BEHIND_A_PROXY });
const nginx = PROXY === 'nginx' ? await poolingNginx(server.baseUrl) : null;
const kept = keptConnections(nginx?.baseUrl ?? server.baseUrl, CONNECTIONS);
try {
  const streams = mixedTraffic(kept.newClient, await gather(kept.newClient, ACCOUNTS));
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const sample = () => {
    samples.push(sampled((performance.now() - startedAt) / 3_600_000));
    if (samples.length % SAMPLES_A_LINE === 0) printLine(samples);
  };
  const sampling = setInterval(sample, SAMPLE_SECONDS * 1000);
  const outcomes = await runOpenLoop(streams, minutes * 60).finally(() => clearInterval(sampling));
  sample();

  const [first, last] = [samples[0], samples.at(-1)];
  console.log(`RSS: ${first?.mebibytes.toFixed(1)} MiB at first, ${last?.mebibytes.toFixed(1)} MiB at last`);
  const secondHalf = samples.slice(Math.floor(samples.length / 2));
  console.log(`slope over the second half: ${slopePerHour(secondHalf).toFixed(2)} MiB/h`);
  for (const { name } of streams) console.log(`  ${name}: ${countsByStatus(named(outcomes, name))}`);
  printLateness(outcomes);
  reportErrors(outcomes);
  kept.close();
  await server.stop();
  for (const { table, rows } of await countRows()) console.log(`  ${table}: ${rows} rows`);
} finally {
  kept.close();
  await nginx?.remove();
  await server.stop();
  await database.remove();
}

/** Together about a quarter of a core, a good half of it hashes. */
function mixedTraffic(newClient: NewClient, people: People): RequestStream[] {
  const post = (path: string, body: object) => newClient().post(path, body);
  const inTurn = () => {
    const email = people.emails.shift() ?? '';
    people.emails.push(email);
    return email;
  };
  const refused = { refresh: 'a.b.c' };
  const malformed = withoutEnd();
  return [
    ...legitimateTraffic(newClient, people, 2),
    { name: 'sign-in', perSecond: 0.5, run: () => post('/auth/token/', { email: inTurn(), password: PASSWORD }) },
    {
      name: 'registration',
      perSecond: 0.2,
      run: () => post('/auth/register/', { email: uniqueEmail(), password: PASSWORD }),
      expects: oneOf(201),
    },
    { name: 'reset request', perSecond: 0.3, run: () => post('/auth/reset-password/', { email: inTurn() }) },
    {
      name: 'sign-in with an unknown email',
      perSecond: 1,
      run: () => post('/auth/token/', { email: uniqueEmail(), password: PASSWORD }),
      expects: oneOf(401),
    },
    {
      name: 'reset request for an unknown email',
      perSecond: 4,
      run: () => post('/auth/reset-password/', { email: uniqueEmail() }),
      expects: oneOf(400, 404),
    },
    { name: 'refused token', perSecond: 2, run: () => post('/auth/token/refresh/', refused), expects: oneOf(401) },
    {
      name: 'malformed',
      perSecond: 2,
      run: () => {
        const { method, path, headers, body } = malformed.next().value;
        return newClient().request(method, path, { headers, ...(body && { body }) });
      },
      expects: (status) => status < 500,
    },
  ];
}

/** nginx with a pool of connections to the server. */
async function poolingNginx(upstream: string) {
  const port = await freePort();
  const nginx = await runNginx(
    `upstream postern { server ${new URL(upstream).host}; keepalive ${CONNECTIONS}; }
    server {
      listen 127.0.0.1:${port};
      location / {
        proxy_pass http://postern;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      }
    }`,
  );
  const baseUrl = `http://127.0.0.1:${port}`;
  await answering(new Client(baseUrl), nginx);
  return { ...nginx, baseUrl };
}

/** Malformed requests but the huge ones, which may rightly end without an answer. */
function* withoutEnd(): Generator<Malformed, never> {
  const BATCH = 500;
  for (let seed = 1; ; seed += 1) yield* malformedRequests(BATCH, seed).filter(({ kind }) => kind !== 'huge');
}

function sampled(hours: number): Sample {
  // After the name, which may hold spaces: the 14th and 15th field are what it used itself and by the kernel.
  const [, fields = ''] = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ');
  const [user = 0, kernel = 0] = fields.split(' ').slice(11, 13).map(Number);
  return { hours, mebibytes: residentMebibytes(server.pid), busySeconds: (user + kernel) / TICKS_PER_SECOND };
}

function printLine(samples: readonly Sample[]): void {
  const [from, to] = [samples.at(-SAMPLES_A_LINE), samples.at(-1)];
  if (!from || !to) return;
  const share = (to.busySeconds - from.busySeconds) / ((to.hours - from.hours) * 3600);
  const percent = (share * 100).toFixed(0);
  console.log(`${(to.hours * 60).toFixed(0)} min: RSS ${to.mebibytes.toFixed(1)} MiB, ${percent} % of a core`);
}

/** By least squares, in MiB an hour. */
function slopePerHour(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, each) => sum + of(each), 0) / samples.length;
  const [hours, mebibytes] = [mean((each) => each.hours), mean((each) => each.mebibytes)];
  const covariance = mean((each) => (each.hours - hours) * (each.mebibytes - mebibytes));
  return covariance / mean((each) => (each.hours - hours) ** 2);
}

async function countRows(): Promise<{ table: string; rows: string }[]> {
  const tables = await stored<{ name: string }>(
    database.settings,
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );
  const counts = tables.map(({ name }) => `SELECT '${name}' AS table, count(*) AS rows FROM "${name}"`);
  return stored(database.settings, counts.join(' UNION ALL '));
}
