// npm run bench:malformed [requests]: malformed requests against a server of its own, counted by endpoint and kind.

import { emptyDatabase } from '../fixtures/databases';
import { malformedRequests, sendMalformed } from '../fixtures/malformed';
import { startServer } from '../fixtures/server';
import { residentMebibytes } from './resident-memory';

const REQUESTS = Number(process.argv[2] ?? 200_000);
const BATCH = 5000;
/** Next reaches its steady state only after some thousand requests; from then on memory is looked at. */
const WARM_UP = 20_000;

const server = await startServer(await emptyDatabase('pglite'));
const totals = new Map<string, Map<string, number>>();
let errors = 0;
let slowest = 0;
let firstRss = 0;
const megabytes = () => Math.round(residentMebibytes(server.pid));
const startedAt = performance.now();
try {
  for (let sent = 0; sent < REQUESTS; sent += BATCH) {
    const count = Math.min(BATCH, REQUESTS - sent);
    const found = await sendMalformed(server.baseUrl, malformedRequests(count, 1 + sent));
    for (const error of found.errors) console.log('ERROR', JSON.stringify(error).slice(0, 500));
    errors += found.errors.length;
    slowest = Math.max(slowest, found.slowestMilliseconds);
    for (const [endpoint, kinds] of found.counts) {
      const total = totals.get(endpoint) ?? new Map<string, number>();
      for (const [kind, many] of kinds) total.set(kind, (total.get(kind) ?? 0) + many);
      totals.set(endpoint, total);
    }
    if (sent + count >= Math.min(WARM_UP, REQUESTS / 2) && firstRss === 0) firstRss = megabytes();
  }
  report();
} finally {
  await server.stop();
}

function report(): void {
  const kinds = [...new Set([...totals.values()].flatMap((of) => [...of.keys()]))].sort();
  console.log(['endpoint', ...kinds].join('\t'));
  for (const [endpoint, of] of totals) console.log([endpoint, ...kinds.map((kind) => of.get(kind) ?? 0)].join('\t'));
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${REQUESTS} requests in ${seconds.toFixed(0)} s: ${errors} answers of 5xx or none, slowest ${slowest.toFixed(0)} ms`,
  );
  console.log(`memory: ${firstRss} MB after the first tenth, ${megabytes()} MB at the end`);
}
