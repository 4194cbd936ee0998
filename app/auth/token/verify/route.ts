import { verifyTokenAndSession } from '@/lib/auth/verify-token';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { VerifyTokenInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    tokenIn: 'body',
    schema: VerifyTokenInput,
    run: verifyTokenAndSession,
    answer: () => json(200, {}),
  }),
});
