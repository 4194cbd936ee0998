import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

/**
 * `next start`, in this process: a signal reaches the server, and nothing is left behind.
 * @param {{ host: string, port: number, hasEmbeddedDatabase: boolean }} settings
 */
export function serve({ host, port, hasEmbeddedDatabase }) {
  // By itself V8 lets the heap grow to four times what is in use before it collects, on a machine with much memory.
  setFlagsFromString('--heap-growing-percent=30');
  // The embedded database is WebAssembly. All that remains beside PostgreSQL compiles each query once: optimizing that
  // would take 0.7 s of processor time at the start, and 50 MiB.
  if (!hasEmbeddedDatabase) setFlagsFromString('--liftoff-only');
  // Stopping is ours (instrumentation.ts): Next would cut what is in flight.
  process.env.NEXT_MANUAL_SIG_HANDLE = '1';
  process.env.PORT = `${port}`;
  const require = createRequire(import.meta.url);
  const next = require.resolve('next/dist/bin/next');
  process.argv = [process.execPath, next, 'start', '-H', host, '-p', `${port}`];
  require(next);
}
