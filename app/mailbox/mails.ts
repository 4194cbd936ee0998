import { headers } from 'next/headers';
import { readMailbox } from '@/lib/auth/read-mailbox';
import { isMailbox } from '@/lib/http/mailbox-guard';
import { requirePageContext, requirePageFacts, requirePageService } from '@/lib/http/page-context';
import { MailboxInput } from '@/lib/schemas';

/** The mailbox's mails, newest first; null for whoever it is not there for. */
export async function findMails(search: object) {
  const { config } = requirePageService();
  if (!isMailbox(await headers(), requirePageFacts(), config)) return null;
  const input = MailboxInput.safeParse(search);
  return readMailbox(input.success ? input.data : {}, requirePageContext());
}

/** What lets a framed mail have its style: the frame has the policy of its page. */
export const frameNonce = async (): Promise<string> => (await headers()).get('x-nonce') ?? '';
