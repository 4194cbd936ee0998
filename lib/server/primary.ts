import cluster from 'node:cluster';
import type { Service } from '../service';
import { findWorkerPlace } from './worker-place';

/** What a worker and the primary, `scripts/steps/workers.mjs`, tell each other. Without a primary nothing is told. */

type ToPrimary = 'started' | 'ready' | 'mailbox_closed';
type FromPrimary = 'stop' | 'close_mailbox';

export function tellPrimary(postern: ToPrimary): void {
  // A primary that died in this moment needs no word; without the callback its absence would be an uncaught error.
  if (findWorkerPlace().count > 1 && process.connected) process.send?.({ postern }, undefined, {}, () => {});
}

/** Does what the primary says, and stops when the primary is gone: with it went the port. Then tells it that this worker serves. */
export function followPrimary(service: Service, stop: () => void): void {
  const { worker } = cluster;
  const { count, acceptConnections } = findWorkerPlace();
  if (!worker || count === 1) return;
  const follow: Record<FromPrimary, () => void> = {
    stop,
    close_mailbox: () => {
      service.isMailboxClosed = true;
    },
  };
  process.on('message', (message: { postern?: FromPrimary }) => {
    if (message.postern !== undefined) follow[message.postern]();
  });
  worker.on('disconnect', () => {
    // Else Node ends the process at once, and with it the requests in flight.
    worker.exitedAfterDisconnect = true;
    stop();
  });
  acceptConnections();
  tellPrimary('started');
}
