import type { Config } from '../config/config';
import { AuthError } from '../errors';
import { findService } from '../service';
import type { RequestMetadata } from './before-next/request-metadata';

/** What a person or a test on this machine sends; another site's page in their browser does not. */
const OWN_SITES = ['none', 'same-origin'];

/** The mailbox shows every mail to every client, so it is there for this machine alone. */
export function isMailbox(headers: Pick<Headers, 'get'>, metadata: RequestMetadata, config: Config): boolean {
  const site = headers.get('sec-fetch-site');
  const isAsked =
    findService()?.isMailboxClosed === false && metadata.isLocal && (site === null || OWN_SITES.includes(site));
  return config.mail.kind === 'mailbox' && isAsked;
}

/** @throws AuthError `not_found` for a client that may not see it */
export function requireMailbox(headers: Headers, metadata: RequestMetadata, config: Config): void {
  if (!isMailbox(headers, metadata, config)) throw new AuthError('not_found');
}
