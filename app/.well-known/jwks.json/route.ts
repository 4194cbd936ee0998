import { publishedKeys } from '@/lib/auth/published-keys';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { NoInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({
    schema: NoInput,
    run: publishedKeys,
    answer: ({ jwks, cacheSeconds }) =>
      json(200, jwks, { headers: { 'Cache-Control': `public, max-age=${cacheSeconds}` } }),
  }),
});
