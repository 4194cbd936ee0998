import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import type { UserRow } from '../../data/users';
import { issueAndMailLink, issueLink } from '../links/one-time-links';

/** Mails the link by which an account's address is verified, within the recipient's budget. Takes a transaction. */
export async function sendVerificationLink(tx: Db, { id: userId, email }: UserRow, ctx: RequestContext): Promise<void> {
  const make = () => issueLink(tx, { userId, purpose: 'verify', email }, ctx);
  if (!(await issueAndMailLink(tx, { kind: 'verify-link', to: email, userId }, make, ctx))) return;
  await recordEvent(tx, { event: 'authn_token_created', detail: 'verify-link', userId }, ctx);
}
