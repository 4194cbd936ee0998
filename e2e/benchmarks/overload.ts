// npm run bench:overload [pglite|postgres] [seconds]: ten times as many sign-ins as can be hashed, in an open loop
// from many addresses, and what becomes of them and of those beside them; then from one address, beside an honest one.
// Starts a server of its own with default settings; limits are on.
import { availableParallelism } from 'node:os';
import { PASSWORD } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { startServer } from '../fixtures/server';
import { gather, honestErrands, type People } from './legitimate-traffic';
import {
  arrive,
  countsByStatus,
  type Errand,
  millisecondsOf,
  named,
  type Outcome,
  oneOf,
  printLateness,
  reportFaults,
  timeOf,
} from './open-loop-load';
import { ownDatabase } from './own-database';

const [, , DATABASE, SECONDS = '20'] = process.argv;
const seconds = Number(SECONDS);
const ACCOUNTS = 50;
const TIMES_CAPACITY = 10;
const HONEST_PER_SECOND = 20;
const WARM_UP_SECONDS = 3;
/** Every so manieth password of the storm is wrong: an account has ten such tries, and a success forgets them. */
const WRONG_EVERY = 5;
const CAPACITY = { clients: 4, seconds: 5 };
/** What a storm may be told: try again later. */
const REFUSALS = [429, 503] as const;
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
  const beside = honestErrands(newClient, people, HONEST_PER_SECOND);
  await arrive(beside, WARM_UP_SECONDS);
  const calm = await arrive(beside, seconds);

  const fromAnywhere = stormOf(people, perSecond, newClient);
  const storm = await arrive([...fromAnywhere, ...beside], seconds);
  console.log(`\n${perSecond} sign-ins/s from as many addresses for ${seconds} s`);
  reportStorm(storm);
  for (const { name } of beside) reportBeside(name, named(calm, name), named(storm, name));
  printLateness(storm);

  const attacker = new Client(server.baseUrl);
  const fromOne = stormOf(people, perSecond, () => attacker);
  const flood = await arrive([...fromOne, honestSignIn(people)], seconds);
  console.log(`\n${perSecond} sign-ins/s from one address for ${seconds} s`);
  reportStorm(flood);
  reportHonest(named(flood, 'honest'));

  reportFaults([...calm, ...storm, ...flood]);
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
function stormOf({ emails }: People, perSecond: number, client: () => Client): Errand[] {
  const signIn = (password: string) => {
    let turn = 0;
    return () => {
      turn += 1;
      return client().post('/auth/token/', { email: emails[turn % emails.length], password });
    };
  };
  const wrongPerSecond = perSecond / WRONG_EVERY;
  return [
    { name: 'right', perSecond: perSecond - wrongPerSecond, run: signIn(PASSWORD), expects: oneOf(200, ...REFUSALS) },
    { name: 'wrong', perSecond: wrongPerSecond, run: signIn(`${PASSWORD}!`), expects: oneOf(401, ...REFUSALS) },
  ];
}

function honestSignIn({ emails: [email] }: People): Errand {
  const client = new Client(server.baseUrl);
  const run = () => client.post('/auth/token/', { email, password: PASSWORD });
  return { name: 'honest', perSecond: 1, run, expects: oneOf(200, ...REFUSALS) };
}

function reportStorm(outcomes: readonly Outcome[]): void {
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

function reportBeside(name: string, calm: readonly Outcome[], storm: readonly Outcome[]): void {
  const times = (outcomes: readonly Outcome[]) => [0.5, 0.99, 1].map((part) => timeOf(outcomes, part)).join(' / ');
  const ratio = millisecondsOf(storm, 0.99) / millisecondsOf(calm, 0.99);
  console.log(
    `  ${name} (${countsByStatus(storm)}): p50 / p99 / max ${times(storm)}, without the storm ${times(calm)}; ${p99(name, storm)}, ${ratio.toFixed(1)} times`,
  );
}

function reportHonest(honest: readonly Outcome[]): void {
  const signedIn = honest.filter(({ status }) => status === 200);
  console.log(
    `  honest, from another address: ${signedIn.length} of ${honest.length} sign-ins succeeded (${countsByStatus(honest)}), ${p99('accepted', signedIn)}`,
  );
}

function p99(name: string, outcomes: readonly Outcome[]): string {
  const goal = GOALS[name];
  return `p99 ${timeOf(outcomes, 0.99)}${goal === undefined ? '' : ` (goal ${goal} ms)`}`;
}
