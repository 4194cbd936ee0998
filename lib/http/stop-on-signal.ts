import type { Service } from '../context';
import { drainServer } from './request-hook';

/** Milliseconds; with the jobs and the database after it the whole stop stays under 10 s. */
const DRAIN_MS = 7000;

/** SIGTERM and SIGINT: not ready any more, no new connections, what is in flight is answered, then 0. A second one does not wait. */
export function stopOnSignal(service: Service): void {
  const stop = async () => {
    if (service.isDraining) process.exit(1);
    service.isDraining = true;
    service.log.info({ event: 'draining' }, 'stopping: answering what is in flight');
    await drainServer(DRAIN_MS);
    await service.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
