import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../context';
import { drainServer } from './request-hook';

/** Milliseconds: longer than any request takes. */
const DRAIN_MS = 7000;
/** Milliseconds of the whole stop; a database that does not answer is not waited for any longer. */
const STOP_MS = 9000;

/**
 * SIGTERM and SIGINT: not ready any more, then no new connections; what is in flight is answered, the jobs
 * end beside it, the database is closed, and the exit code is 0. A second signal does not wait.
 */
export function stopOnSignal(service: Service): void {
  const stop = async () => {
    if (service.isDraining) process.exit(1);
    service.isDraining = true;
    service.log.info({ event: 'draining' }, 'stopping: answering what is in flight');
    try {
      await Promise.race([service.stop(drainServer(DRAIN_MS)), sleep(STOP_MS)]);
      process.exit(0);
    } catch (error) {
      service.log.error({ err: error }, 'stopped, but not cleanly');
      process.exit(1);
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
