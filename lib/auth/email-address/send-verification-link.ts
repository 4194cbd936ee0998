import { record } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import type { UserRow } from '../../data/users';
import { keepEmailLink, mailEmailLink } from '../links/email-links';

/** Mails the link by which an account's address is verified, within the recipient's budget. Takes a transaction. */
export async function mailVerifyLink(tx: Db, { id: userId, email }: UserRow, ctx: RequestContext): Promise<void> {
  const make = () => keepEmailLink(tx, { userId, purpose: 'verify', email }, ctx);
  if (!(await mailEmailLink(tx, { kind: 'verify-link', to: email, userId }, make, ctx))) return;
  await record(tx, { event: 'authn_token_created', detail: 'verify-link', userId }, ctx);
}
