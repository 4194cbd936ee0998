import { endpoint, operation } from '@/lib/http/endpoint';
import { requireMailbox } from '@/lib/http/mailbox-access';
import { json } from '@/lib/http/response';
import { failMails } from '@/lib/mail/mail-faults';
import { FailInput } from '@/lib/schemas/mailbox';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    guard: requireMailbox,
    schema: FailInput,
    run: failMails,
    respond: (failing) => json(200, failing),
  }),
});
