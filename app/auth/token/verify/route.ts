import { verifyTokenAndSession } from '@/lib/auth/sessions/verify-token';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { VerifyTokenInput } from '@/lib/schemas/tokens';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    tokenIn: 'body',
    schema: VerifyTokenInput,
    run: verifyTokenAndSession,
    respond: () => json(200, {}),
  }),
});
