import { endpoint, operation } from '@/lib/http/endpoint';
import { requireMailbox } from '@/lib/http/mailbox-access';
import { json } from '@/lib/http/response';
import { listMailbox } from '@/lib/mail/mailbox';
import { MailboxInput } from '@/lib/schemas/mailbox';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({
    guard: requireMailbox,
    schema: MailboxInput,
    run: listMailbox,
    respond: (messages) => json(200, messages),
  }),
});
