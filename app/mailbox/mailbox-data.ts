import { headers } from 'next/headers';
import { isMailbox } from '@/lib/http/mailbox-access';
import { requirePageContext, requirePageMetadata, requirePageService } from '@/lib/http/page-context';
import { listMailbox } from '@/lib/mail/mailbox';
import { MailboxInput } from '@/lib/schemas/mailbox';

/** The mailbox's mails, newest first; null for a client that may not see them. */
export async function findMails(search: object) {
  const { config } = requirePageService();
  if (!isMailbox(await headers(), requirePageMetadata(), config)) return null;
  const input = MailboxInput.safeParse(search);
  return listMailbox(input.success ? input.data : {}, requirePageContext());
}

/** Whether there is documentation to link to. */
export const hasDocs = (): boolean => requirePageService().config.docs;

/** What lets a framed mail have its style: the frame has the policy of its page. */
export const frameNonce = async (): Promise<string> => (await headers()).get('x-nonce') ?? '';
