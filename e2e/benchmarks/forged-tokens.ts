// npm run bench:forged: every forged token at every place that takes one: what it is answered, and how soon.
// Starts a server of its own with default settings; one request at a time.
import { FORGERIES, type PublicKey } from '../api/jwt';
import { signedIn } from '../fixtures/accounts';
import { type Answer, Client } from '../fixtures/client';
import { emptyDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';

const ROUNDS = 5;

const server = await startServer({ ...(await emptyDatabase('pglite')), BCRYPT_COST: '12' });
try {
  const owner = await signedIn(new Client(server.baseUrl));
  const jwks = (await new Client(server.baseUrl).get('/.well-known/jwks.json')).json<{ keys: PublicKey[] }>();
  const [key] = jwks.keys;
  if (!key) throw new Error('The server publishes no key');
  const milliseconds: number[] = [];
  let accepted = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, forge] of Object.entries(FORGERIES)) {
      const [access, refresh] = [forge(owner.access, key), forge(owner.refresh, key)];
      for (const place of placesFor(access, refresh)) {
        const startedAt = performance.now();
        const { status } = await place();
        if (round > 0) milliseconds.push(performance.now() - startedAt);
        if (status === 401) continue;
        accepted += 1;
        console.log(`${name}: ${status}`);
      }
    }
  }
  milliseconds.sort((a, b) => a - b);
  const at = (share: number) => milliseconds[Math.floor((milliseconds.length - 1) * share)]?.toFixed(1);
  console.log(
    `${Object.keys(FORGERIES).length} forgeries, 5 places, ${milliseconds.length} timed requests: ${accepted} not refused`,
  );
  console.log(`answered within: median ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms (a new connection each)`);
} finally {
  await server.stop();
}

/** From an address of its own each, since an address shows 600 bad tokens an hour. */
function placesFor(access: string, refresh: string): (() => Promise<Answer>)[] {
  const client = new Client(server.baseUrl);
  return [
    () => client.post('/auth/token/refresh/', { refresh }),
    () => client.post('/auth/token/blacklist/', { refresh }),
    () => client.post('/auth/token/verify/', { token: refresh }),
    () => client.post('/auth/token/verify/', { token: access }),
    () => client.post('/auth/token/refresh/', { refresh: access }),
  ];
}
