import { setTimeout as sleep } from 'node:timers/promises';
import { drainServer } from '../http/before-next/connections';
import type { Service } from '../service';
import { STOP_TIMEOUTS } from '../timeouts';

/** Milliseconds in which a second signal is the same one: npm passes on what its whole process group was sent as well. */
const ECHO_MS = 1000;

/**
 * SIGTERM and SIGINT: not ready any more, then no new connections; what is in flight is answered, the jobs
 * end, the database is closed, and the exit code is 0. A second signal does not wait.
 */
export function installGracefulShutdown(service: Service): void {
  let stoppingSince = Number.POSITIVE_INFINITY;
  const stop = async () => {
    if (performance.now() - stoppingSince > ECHO_MS) process.exit(1);
    if (service.isDraining) return;
    stoppingSince = performance.now();
    service.isDraining = true;
    service.log.info({ event: 'draining' }, 'stopping: finishing requests in progress');
    try {
      await Promise.race([service.stop(drainServer(STOP_TIMEOUTS.drainMs)), sleep(STOP_TIMEOUTS.stopMs)]);
      process.exit(0);
    } catch (error) {
      service.log.error({ err: error }, 'stopping failed');
      process.exit(1);
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
