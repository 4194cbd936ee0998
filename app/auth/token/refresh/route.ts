import { accessByCookie } from '@/lib/auth/access-by-cookie';
import { refresh } from '@/lib/auth/refresh';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { RefreshInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    tokenIn: 'body',
    schema: RefreshInput,
    run: refresh,
    answer: (tokens) => json(200, tokens),
    byCookie: accessByCookie,
  }),
});
