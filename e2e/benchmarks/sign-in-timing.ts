// npm run bench:timing [samples]: whether the time of a refused sign-in tells an unknown e-mail from a wrong password.
// Starts a server of its own with default settings; interleaves the two, one at a time; limits are on.
import { PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase, startServer } from '../fixtures/server';

const SAMPLES = Number(process.argv[2] ?? 1000);
/** Failures an account may have before it waits. */
const TRIES_AN_ACCOUNT = 9;
const WARM_UP = 20;

const server = await startServer(await freshDatabase('pglite'));
try {
  const accounts: string[] = [];
  for (let made = 0; made * TRIES_AN_ACCOUNT < SAMPLES + WARM_UP; made += 1) {
    accounts.push((await registered(new Client(server.baseUrl))).email);
  }
  const wrong: number[] = [];
  const unknown: number[] = [];
  for (let sample = -WARM_UP; sample < SAMPLES; sample += 1) {
    const known = accounts[(sample + WARM_UP) % accounts.length] ?? '';
    // As long as a known one, and no tried before; which of the two comes first takes turns.
    const pair = [() => timed(known), () => timed(uniqueEmail())];
    const order = sample % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) {
      const milliseconds = (await pair[which]?.()) ?? 0;
      if (sample >= 0) (which === 0 ? wrong : unknown).push(milliseconds);
    }
  }
  const [medianWrong, medianUnknown] = [median(wrong), median(unknown)];
  console.log(`wrong password: ${SAMPLES} samples, median ${medianWrong.toFixed(2)} ms`);
  console.log(`unknown e-mail: ${SAMPLES} samples, median ${medianUnknown.toFixed(2)} ms`);
  console.log(`medians differ by ${((medianUnknown / medianWrong - 1) * 100).toFixed(2)} %`);
  console.log(`AUC ${auc(wrong, unknown).toFixed(3)} (0.5: they cannot be told apart)`);
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

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** How often a sample of `b` is above one of `a`; the distance from 0.5 counts, whichever way. */
function auc(a: readonly number[], b: readonly number[]): number {
  let above = 0;
  for (const one of a) for (const other of b) above += other > one ? 1 : other === one ? 0.5 : 0;
  const share = above / (a.length * b.length);
  return Math.max(share, 1 - share);
}
