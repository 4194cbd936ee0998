// A process of several that serve one port. `workers.mjs` starts it.
import { Server } from 'node:net';
import { keepCompiledCode } from './compile-cache.mjs';
import { serve } from './serve.mjs';

keepCompiledCode();

/** @type {import('./workers.mjs').WorkerArgument} */
const { host, port, place } = JSON.parse(process.argv[2] ?? '');

// A replacement has its connections served by the others until it can serve them itself: a worker with too many
// connections hands a new one back.
if (place.isReplacement) Server.prototype.maxConnections = -1;
const acceptConnections = () => {
  Reflect.deleteProperty(Server.prototype, 'maxConnections');
};

// Read by lib/server/worker-place.ts.
Object.assign(globalThis, { posternWorker: { ...place, acceptConnections } });
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
// Ctrl-C reaches all processes. Until this one listens to signals it leaves them to the primary, which tells it to stop.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => {});
// With it Next says that it starts, and nothing else: the first process says it for all.
if (!place.isFirst) console.log = () => {};
// Only PostgreSQL is shared by several processes.
serve({ host, port, hasEmbeddedDatabase: false });
