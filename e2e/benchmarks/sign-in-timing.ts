// npm run bench:timing [samples]: whether the time of a refused sign-in tells an unknown email from a wrong password.
// Starts a server of its own with default settings; interleaves the two, one at a time; limits are on.
import { PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { emptyDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { compareTimes, runsOf } from './compare-samples';

const SAMPLES = Number(process.argv[2] ?? 1000);
/** Failures an account may have before it waits. */
const TRIES_AN_ACCOUNT = 9;

const server = await startServer({ ...(await emptyDatabase('pglite')), BCRYPT_COST: '12' });
try {
  const accounts: string[] = [];
  for (let made = 0; made * TRIES_AN_ACCOUNT < runsOf(SAMPLES); made += 1) {
    accounts.push((await registered(new Client(server.baseUrl))).email);
  }
  let turn = 0;
  const known = () => {
    turn += 1;
    return accounts[turn % accounts.length] ?? '';
  };
  await compareTimes(
    { name: 'wrong password', run: () => timed(known()) },
    // As long as a known one, and no tried before.
    { name: 'unknown email', run: () => timed(uniqueEmail()) },
    SAMPLES,
  );
} finally {
  await server.stop();
}

async function timed(email: string): Promise<number> {
  const client = new Client(server.baseUrl);
  const startedAt = performance.now();
  const { status } = await client.post('/auth/token/', { email, password: `${PASSWORD}!` });
  const milliseconds = performance.now() - startedAt;
  if (status !== 401) throw new Error(`Expected 401 but got ${status}`);
  return milliseconds;
}
