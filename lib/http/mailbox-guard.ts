import type { Config } from '../config';
import { findService } from '../context';
import { AuthError } from '../errors';
import type { RequestFacts } from './request-facts';

/** What a person or a test on this machine sends; another site's page in their browser does not. */
const OWN_SITES = ['none', 'same-origin'];

// Next may load this module once a bundle; what was seen is one a process.
const holder = globalThis as typeof globalThis & { posternMailboxIsClosed?: boolean };

/** What shows that requests come from elsewhere: the origin that one names, or the protocol that one for the mailbox speaks. */
export type ProxySign = { origin: string } | { protocol: string };

/** Until the restart: a proxy that was seen once may pass other requests on that look like this machine's. */
export function closeMailbox(sign: ProxySign): void {
  if (holder.posternMailboxIsClosed) return;
  holder.posternMailboxIsClosed = true;
  const service = findService();
  if (service?.config.mail.kind !== 'mailbox') return;
  service.log.error(
    { event: 'mailbox_closed', ...sign },
    'the mailbox is closed until the restart: a request came from elsewhere or through a proxy; set APP_URL to the origin people use, and TRUSTED_PROXIES to the addresses of the proxy',
  );
}

/** The mailbox shows every mail to every client, so it is there for this machine alone. */
export function isMailbox(headers: Pick<Headers, 'get'>, facts: RequestFacts, config: Config): boolean {
  const site = headers.get('sec-fetch-site');
  const isAsked = !holder.posternMailboxIsClosed && facts.isLocal && (site === null || OWN_SITES.includes(site));
  return config.mail.kind === 'mailbox' && isAsked;
}

/** @throws AuthError `not_found` for whoever it is not there for */
export function requireMailbox(headers: Headers, facts: RequestFacts, config: Config): void {
  if (!isMailbox(headers, facts, config)) throw new AuthError('not_found');
}
