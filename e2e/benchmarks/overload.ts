// npm run bench:overload [pglite|postgres] [seconds]: ten times as many sign-ins as can be hashed, in an open loop
// from many addresses, with legitimate traffic beside them; then from one address, with sign-ins from another.
// Starts a server of its own with default settings; limits are on.
import { availableParallelism } from 'node:os';
import { PASSWORD } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { startServer } from '../fixtures/server';
import { gather, legitimateTraffic, type People } from './legitimate-traffic';
import {
  countsByStatus,
  millisecondsOf,
  named,
  type Outcome,
  oneOf,
  printLateness,
  type RequestStream,
  reportErrors,
  runOpenLoop,
  timeOf,
} from './open-loop-load';
import { ownDatabase } from './own-database';

const [, , DATABASE, SECONDS = '20'] = process.argv;
const seconds = Number(SECONDS);
const ACCOUNTS = 50;
const TIMES_CAPACITY = 10;
const LEGITIMATE_PER_SECOND = 20;
const WARM_UP_SECONDS = 3;
/** Each fifth password of the flood is wrong: an account has ten free attempts, and a success resets them. */
const WRONG_EVERY = 5;
const CAPACITY = { clients: 4, seconds: 5 };
/** The statuses by which the server may reject a sign-in of the flood. */
const REJECTIONS = [429, 503] as const;
/** Milliseconds that p99 is to stay within. */
const GOALS: Record<string, number> = { accepted: 2000, refresh: 150, health: 100 };

const database = await ownDatabase(DATABASE);
const server = await startServer({ ...database.settings, BCRYPT_COST: '12' });
try {
  const newClient = () => new Client(server.baseUrl);
  const people = await gather(newClient, ACCOUNTS);
  const capacity = await measureCapacity(people);
  console.log(
    `${database.kind}, ${availableParallelism()} cores: ${capacity.toFixed(1)} sign-ins/s of ${CAPACITY.clients} clients in turn`,
  );
  const perSecond = Math.round(capacity * TIMES_CAPACITY);
  const beside = legitimateTraffic(newClient, people, LEGITIMATE_PER_SECOND);
  await runOpenLoop(beside, WARM_UP_SECONDS);
  const calm = await runOpenLoop(beside, seconds);

  const anyAddress = floodOf(people, perSecond, newClient);
  const fromManyAddresses = await runOpenLoop([...anyAddress, ...beside], seconds);
  console.log(`\n${perSecond} sign-ins/s from as many addresses for ${seconds} s`);
  reportFlood(fromManyAddresses);
  for (const { name } of beside) reportBeside(name, named(calm, name), named(fromManyAddresses, name));
  printLateness(fromManyAddresses);

  const attacker = new Client(server.baseUrl);
  const oneAddress = floodOf(people, perSecond, () => attacker);
  const fromOneAddress = await runOpenLoop([...oneAddress, legitimateSignIn(people)], seconds);
  console.log(`\n${perSecond} sign-ins/s from one address for ${seconds} s`);
  reportFlood(fromOneAddress);
  reportLegitimate(named(fromOneAddress, 'legitimate'));

  reportErrors([...calm, ...fromManyAddresses, ...fromOneAddress]);
} finally {
  await server.stop();
  await database.remove();
}

/** Sign-ins a second while a few clients sign in one after the other. */
async function measureCapacity({ emails }: People): Promise<number> {
  const startedAt = performance.now();
  const secondsPassed = () => (performance.now() - startedAt) / 1000;
  let signIns = 0;
  const signInAgain = async (client: Client, lane: number) => {
    // By one account after the other: each may sign in sixty times an hour.
    for (let turn = lane; secondsPassed() < CAPACITY.seconds; turn += CAPACITY.clients) {
      const email = emails[turn % emails.length];
      const { status } = await client.post('/auth/token/', { email, password: PASSWORD });
      if (status !== 200) throw new Error(`Expected 200 but got ${status}`);
      signIns += 1;
    }
  };
  const lanes = Array.from({ length: CAPACITY.clients }, (_, lane) => signInAgain(new Client(server.baseUrl), lane));
  await Promise.all(lanes);
  return signIns / secondsPassed();
}

/** Right passwords and wrong ones, at so many a second together. */
function floodOf({ emails }: People, perSecond: number, client: () => Client): RequestStream[] {
  const signIn = (password: string) => {
    let turn = 0;
    return () => {
      turn += 1;
      return client().post('/auth/token/', { email: emails[turn % emails.length], password });
    };
  };
  const wrongPerSecond = perSecond / WRONG_EVERY;
  return [
    { name: 'right', perSecond: perSecond - wrongPerSecond, run: signIn(PASSWORD), expects: oneOf(200, ...REJECTIONS) },
    { name: 'wrong', perSecond: wrongPerSecond, run: signIn(`${PASSWORD}!`), expects: oneOf(401, ...REJECTIONS) },
  ];
}

function legitimateSignIn({ emails: [email] }: People): RequestStream {
  const client = new Client(server.baseUrl);
  const run = () => client.post('/auth/token/', { email, password: PASSWORD });
  return { name: 'legitimate', perSecond: 1, run, expects: oneOf(200, ...REJECTIONS) };
}

function reportFlood(outcomes: readonly Outcome[]): void {
  const [right, wrong] = [named(outcomes, 'right'), named(outcomes, 'wrong')];
  const accepted = right.filter(({ status }) => status === 200);
  const refused = [...right, ...wrong].filter(({ status }) => status === 503 || status === 429);
  const told = refused.filter(({ hasRetryAfter }) => hasRetryAfter);
  console.log(`  offered ${right.length} right, ${wrong.length} wrong`);
  console.log(`  accepted ${accepted.length}: p50 ${timeOf(accepted, 0.5)}, ${p99('accepted', accepted)}`);
  console.log(`  wrong passwords: ${countsByStatus(wrong)}`);
  console.log(
    `  refused ${refused.length} (${countsByStatus(refused)}), ${told.length} of them with Retry-After: p50 ${timeOf(refused, 0.5)}, ${p99('refused', refused)}`,
  );
}

function reportBeside(name: string, calm: readonly Outcome[], flooded: readonly Outcome[]): void {
  const times = (outcomes: readonly Outcome[]) => [0.5, 0.99, 1].map((part) => timeOf(outcomes, part)).join(' / ');
  const ratio = millisecondsOf(flooded, 0.99) / millisecondsOf(calm, 0.99);
  console.log(
    `  ${name} (${countsByStatus(flooded)}): p50 / p99 / max ${times(flooded)}, without the flood ${times(calm)}; ${p99(name, flooded)}, ${ratio.toFixed(1)} times`,
  );
}

function reportLegitimate(signIns: readonly Outcome[]): void {
  const signedIn = signIns.filter(({ status }) => status === 200);
  console.log(
    `  legitimate, from another address: ${signedIn.length} of ${signIns.length} sign-ins succeeded (${countsByStatus(signIns)}), ${p99('accepted', signedIn)}`,
  );
}

function p99(name: string, outcomes: readonly Outcome[]): string {
  const goal = GOALS[name];
  return `p99 ${timeOf(outcomes, 0.99)}${goal === undefined ? '' : ` (goal ${goal} ms)`}`;
}
