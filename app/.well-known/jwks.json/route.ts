import { publishedKeys } from '@/lib/auth/well-known/jwks';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { NoInput } from '@/lib/schemas/fields';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(
  {
    GET: operation({
      schema: NoInput,
      run: publishedKeys,
      respond: ({ jwks, cacheSeconds }) =>
        json(200, jwks, { headers: { 'Cache-Control': `public, max-age=${cacheSeconds}` } }),
    }),
  },
  { isForApps: true },
);
