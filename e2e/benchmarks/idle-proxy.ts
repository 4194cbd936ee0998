// npm run bench:idle-proxy [posts] [KEEP_ALIVE_SECONDS]: POSTs through an nginx that pools its connections, over idle gaps
// of 4 to 80 s. nginx repeats no POST, so each connection that the server closes just as it is used again is a 502.
// By default 10,000 in about twelve minutes.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../fixtures/client';
import { freePort } from '../fixtures/free-port';
import { answering, runNginx } from '../fixtures/nginx';
import { startServer } from '../fixtures/server';
import { BEHIND_A_PROXY } from './kept-connections';
import { ownDatabase } from './own-database';

const [, , POSTS = '10000', KEEP_ALIVE_SECONDS] = process.argv;
const POOLS = 20;
const AT_ONCE = 32;
const SHORTEST_GAP_SECONDS = 4;
const LONGEST_GAP_SECONDS = 80;
const PROGRESS_SECONDS = 60;

const counts = new Map<number | 'none', number>();
let sent = 0;

const database = await ownDatabase(undefined);
const server = await startServer({
  ...database.settings,
  ...BEHIND_A_PROXY,
  ...(KEEP_ALIVE_SECONDS && { KEEP_ALIVE_SECONDS }),
});
const port = await freePort();
const nginx = await runNginx(pools(port, new URL(server.baseUrl).host));
const progress = setInterval(print, PROGRESS_SECONDS * 1000);
try {
  const client = new Client(`http://127.0.0.1:${port}`);
  await answering(client, nginx);
  await Promise.all(Array.from({ length: POOLS }, (_, pool) => post(client, pool)));
  print();
  if (counts.has(502)) process.exitCode = 1;
} finally {
  clearInterval(progress);
  await nginx.remove();
  await server.stop();
  await database.remove();
}

/** Bursts that fill the pool, and gaps in which its connections are idle. */
async function post(client: Client, pool: number): Promise<void> {
  while (sent < Number(POSTS)) {
    const burst = Math.min(AT_ONCE, Number(POSTS) - sent);
    sent += burst;
    await Promise.all(Array.from({ length: burst }, () => count(client, `/${pool}/auth/token/refresh/`)));
    await sleep((SHORTEST_GAP_SECONDS + Math.random() * (LONGEST_GAP_SECONDS - SHORTEST_GAP_SECONDS)) * 1000);
  }
}

async function count(client: Client, path: string): Promise<void> {
  const status = await client.post(path, {}).then(
    (answer) => answer.status,
    () => 'none' as const,
  );
  counts.set(status, (counts.get(status) ?? 0) + 1);
}

function print(): void {
  const told = [...counts].map(([status, number]) => `${number} of ${status}`).join(', ');
  console.log(`${sent} POSTs: ${told}`);
}

/** One pool of connections for each path. */
function pools(at: number, host: string): string {
  const numbers = Array.from({ length: POOLS }, (_, pool) => pool);
  return `
    ${numbers.map((pool) => `upstream pool${pool} { server ${host}; keepalive 64; }`).join('\n')}
    server {
      listen 127.0.0.1:${at};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host ${host};
      proxy_set_header X-Forwarded-For $remote_addr;
      ${numbers.map((pool) => `location /${pool}/ { proxy_pass http://pool${pool}/; }`).join('\n')}
    }
  `;
}
