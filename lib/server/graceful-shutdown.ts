import { setTimeout as sleep } from 'node:timers/promises';
import { drainServer } from '../http/before-next/connections';
import type { Service } from '../service';
import { STOP_TIMEOUTS } from '../timeouts';
import { followPrimary } from './primary';
import { findWorkerPlace } from './worker-place';

/** Milliseconds in which a second signal is the same one: npm passes on what its whole process group was sent as well. */
const ECHO_MS = 1000;

/**
 * SIGTERM and SIGINT: not ready any more, then no new connections; what is in flight is answered, the jobs
 * end, the database is closed, and the exit code is 0. A second signal does not wait.
 */
export function installGracefulShutdown(service: Service): void {
  let stoppingSince = Number.POSITIVE_INFINITY;
  const isAlone = findWorkerPlace().count === 1;
  const stop = async () => {
    if (service.isDraining) return;
    stoppingSince = performance.now();
    service.isDraining = true;
    // Of several workers the primary says it, once.
    if (isAlone) service.log.info({ event: 'draining' }, 'stopping: finishing requests in progress');
    try {
      await Promise.race([service.stop(drainServer(STOP_TIMEOUTS.drainMs, isAlone)), sleep(STOP_TIMEOUTS.stopMs)]);
      process.exit(0);
    } catch (error) {
      service.log.error({ err: error }, 'stopping failed');
      process.exit(1);
    }
  };
  const onSignal = () => {
    if (performance.now() - stoppingSince > ECHO_MS) process.exit(1);
    void stop();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  followPrimary(service, () => void stop());
}
