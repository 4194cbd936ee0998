import { readMailbox } from '@/lib/auth/read-mailbox';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { requireMailbox } from '@/lib/http/mailbox-guard';
import { MailboxInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({
    guard: requireMailbox,
    schema: MailboxInput,
    run: readMailbox,
    answer: (messages) => json(200, messages),
  }),
});
