import { headers } from 'next/headers';
import { readMailbox } from '@/lib/auth/read-mailbox';
import { isMailbox } from '@/lib/http/mailbox-guard';
import { requirePageContext, requirePageFacts } from '@/lib/http/page-context';
import { MailboxInput } from '@/lib/schemas';

/** The mailbox's mails, newest first; null for whoever it is not there for. */
export async function findMails(search: object) {
  const ctx = requirePageContext();
  const isAllowed = isMailbox(await headers(), requirePageFacts(), ctx.config);
  const input = MailboxInput.safeParse(search);
  return isAllowed ? readMailbox(input.success ? input.data : {}, ctx) : null;
}
