import { expireAccessToken } from '@/lib/auth/sessions/expire-access-token';
import { endpoint, operation } from '@/lib/http/endpoint';
import { requireMailbox } from '@/lib/http/mailbox-access';
import { json } from '@/lib/http/response';
import { AccessInput } from '@/lib/schemas/mailbox';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    guard: requireMailbox,
    tokenIn: 'body',
    schema: AccessInput,
    run: expireAccessToken,
    respond: (expired) => json(200, expired),
  }),
});
