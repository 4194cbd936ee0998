// The server's access tokens are valid for two seconds, and its refresh tokens rotate. Prints what the tests expect.
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, memoryTokenStore } from '@postern/client';

const url = process.env.POSTERN_URL;
const store = memoryTokenStore();
let refreshes = 0;
let isNextResponseLost = false;

/** The real one, but for a refresh whose response can get lost. */
const fetchAndCount = async (request, init) => {
  const response = await fetch(request, init);
  if (!request.url.endsWith('/auth/token/refresh/')) return response;
  refreshes += 1;
  if (!isNextResponseLost) return response;
  isNextResponseLost = false;
  throw new TypeError('The response got lost.');
};

const postern = createClient({ url, store, fetch: fetchAndCount });
const first = await postern.signIn({ email: process.env.EMAIL, password: process.env.PASSWORD });

await pause(2_100);
const users = await Promise.all(Array.from({ length: 5 }, () => postern.me()));
const shared = { users: users.length, refreshes };
const second = await postern.tokens();

await pause(2_100);
isNextResponseLost = true;
const lost = await postern.me().catch((error) => error.name);
const afterLoss = (await postern.me()).email;
const third = await postern.tokens();

await pause(2_100);
const afterSuccessor = (await postern.me()).email;

// The first one was replaced twice: a client that presents it now has stolen it, so the session ends for both.
const thief = createClient({ url, store: memoryTokenStore(first) });
const stolen = await thief.me().catch((error) => error.code);
const owner = await postern.me().catch((error) => error.code);

const isRotated = new Set([first.refresh, second.refresh, third.refresh]).size === 3;
console.log(
  JSON.stringify({ shared, lost, afterLoss, afterSuccessor, isRotated, stolen, owner, left: await store.load() }),
);
