// npm run bench:slow-clients [connections] [seconds]: legitimate requests alone, then beside connections held by clients
// that send headers and bodies, and read answers, as slowly as they are let. Starts a server of its own.
import { Client } from '../fixtures/client';
import { startServer } from '../fixtures/server';
import { gather, legitimateTraffic } from './legitimate-traffic';
import {
  countsByStatus,
  millisecondsOf,
  named,
  type Outcome,
  printLateness,
  reportErrors,
  runOpenLoop,
  timeOf,
} from './open-loop-load';
import { ownDatabase } from './own-database';
import { residentMebibytes } from './resident-memory';
import { SlowConnections } from './slow-connections';

const [, , CONNECTIONS = '1000', SECONDS = '120'] = process.argv;
const ACCOUNTS = 20;
const PER_SECOND = 10;
const WARM_UP_SECONDS = 3;
const ALONE_SECONDS = 20;
const GOAL_RATIO = 2;

const database = await ownDatabase('pglite');
const server = await startServer({ ...database.settings, BCRYPT_COST: '12' });
try {
  const newClient = () => new Client(server.baseUrl);
  const traffic = legitimateTraffic(newClient, await gather(newClient, ACCOUNTS), PER_SECOND);
  await runOpenLoop(traffic, WARM_UP_SECONDS);
  const alone = await runOpenLoop(traffic, ALONE_SECONDS);

  const memoryAlone = residentMebibytes(server.pid);
  const slow = new SlowConnections(server.baseUrl, await bigScript());
  await slow.hold(Number(CONNECTIONS));
  const heldAtFirst = slow.open;
  const beside = await runOpenLoop(traffic, Number(SECONDS));
  const memoryBeside = residentMebibytes(server.pid);
  const heldAtLast = slow.open;
  const cuts = [...slow.cuts].map(([name, count]) => `${name} ${count}`).join(', ');
  slow.stop();

  console.log(
    `${heldAtFirst} slow connections at first, ${heldAtLast} after ${SECONDS} s; cut and opened again: ${cuts}`,
  );
  console.log(`memory of the server: ${memoryAlone.toFixed(0)} MiB before, ${memoryBeside.toFixed(0)} MiB at the end`);
  for (const { name } of traffic) report(name, named(alone, name), named(beside, name));
  printLateness(beside);
  reportErrors([...alone, ...beside]);
} finally {
  await server.stop();
  await database.remove();
}

/** The longest script of a page: what a slow reader holds most of. */
async function bigScript(): Promise<string> {
  const client = new Client(server.baseUrl);
  const page = (await client.get('/login/', { Accept: 'text/html' })).text;
  const paths = [...page.matchAll(/src="(\/postern\/_next\/static\/[^"]+\.js[^"]*)"/g)].map(([, path = '']) => path);
  const lengths = await Promise.all(paths.map(async (path) => (await client.get(path)).bytes.length));
  const longest = paths[lengths.indexOf(Math.max(...lengths))];
  if (longest === undefined) throw new Error('The page has no script');
  return longest;
}

function report(name: string, alone: readonly Outcome[], beside: readonly Outcome[]): void {
  const times = (outcomes: readonly Outcome[]) => [0.5, 0.95].map((part) => timeOf(outcomes, part)).join(' / ');
  const ratio = millisecondsOf(beside, 0.95) / millisecondsOf(alone, 0.95);
  console.log(
    `  ${name} (${countsByStatus(beside)}): p50 / p95 ${times(beside)}, alone ${times(alone)}; p95 ${ratio.toFixed(1)} times (goal ${GOAL_RATIO})`,
  );
}
