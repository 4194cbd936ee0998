import type { Context } from '../context';
import { listMailbox, type MailboxMessage } from '../mail/mailbox';

/** The mails that an installation without a provider did not send, newest first. */
export function readMailbox({ to }: { to?: string | undefined }, ctx: Context): Promise<MailboxMessage[]> {
  return listMailbox(ctx, { to });
}
