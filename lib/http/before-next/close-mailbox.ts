import { findService } from '../../service';

/** What shows that requests come from elsewhere: the origin that one names, or the protocol that one for the mailbox speaks. */
export type ProxySign = { origin: string } | { protocol: string };

/** Until the restart: a proxy that was seen once may pass other requests on that look like this machine's. */
export function closeMailbox(sign: ProxySign): void {
  const service = findService();
  if (!service || service.isMailboxClosed) return;
  service.isMailboxClosed = true;
  service.announceMailboxClosed();
  if (service.config.mail.kind !== 'mailbox') return;
  service.log.error(
    { event: 'mailbox_closed', ...sign },
    'mailbox closed until the next start: a request came from another machine or through a proxy; set APP_URL to the public origin, and TRUSTED_PROXIES to the addresses of the proxy',
  );
}
