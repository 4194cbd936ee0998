import type { RequestContext } from '../context';
import type { Db } from '../data/database';
import type { UserRow } from '../data/users';
import { mailEmailLink } from './email-links';
import { record } from './record';

/** Mails the link by which an account's address is verified. Takes a transaction. */
export async function mailVerifyLink(tx: Db, { id: userId, email }: UserRow, ctx: RequestContext): Promise<void> {
  await mailEmailLink(
    tx,
    { userId, purpose: 'verify', email },
    (link) => ({ kind: 'verify-link', to: email, ...link }),
    ctx,
  );
  await record(tx, { event: 'authn_token_created', detail: 'verify-link', userId }, ctx);
}
