// npm run bench:hidden [samples]: whether, under HIDE_UNKNOWN_EMAILS, the time of a response reveals which emails have an account.
// Starts a server of its own; asks in turn for a known and an unknown email, one at a time. Every known one is asked
// for once, so that its mail budget is never used up and the mail is really written.
import { PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { emptyDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { compareTimes, runsOf } from './compare-samples';

const SAMPLES = Number(process.argv[2] ?? 300);

const settings = { ...(await emptyDatabase('pglite')), HIDE_UNKNOWN_EMAILS: 'true' };
const server = await startServer(settings);
try {
  await compare('a reset', '/auth/reset-password/', (email) => ({ email }));
  await compare('a registration', '/auth/register/', (email) => ({ email, password: PASSWORD }));
} finally {
  await server.stop();
}

async function compare(what: string, path: string, body: (email: string) => object): Promise<void> {
  const accounts: string[] = [];
  for (let made = 0; made < runsOf(SAMPLES); made += 1) {
    accounts.push((await registered(new Client(server.baseUrl))).email);
  }
  const timed = async (email: string) => {
    const client = new Client(server.baseUrl);
    const startedAt = performance.now();
    const { status } = await client.post(path, body(email));
    const milliseconds = performance.now() - startedAt;
    if (status !== 200 && status !== 201) throw new Error(`Expected 200 or 201 but got ${status}`);
    return milliseconds;
  };
  await compareTimes(
    { name: `${what} of a known email`, run: () => timed(accounts.pop() ?? '') },
    { name: `${what} of an unknown email`, run: () => timed(uniqueEmail()) },
    SAMPLES,
  );
}
