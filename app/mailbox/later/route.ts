import { moveAccountTime } from '@/lib/auth/account/move-account-time';
import { endpoint, operation } from '@/lib/http/endpoint';
import { requireMailbox } from '@/lib/http/mailbox-access';
import { json } from '@/lib/http/response';
import { LaterInput } from '@/lib/schemas/mailbox';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    guard: requireMailbox,
    schema: LaterInput,
    run: moveAccountTime,
    respond: (moved) => json(200, moved),
  }),
});
