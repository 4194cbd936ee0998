import { openidConfiguration } from '@/lib/auth/well-known/openid-configuration';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { NoInput } from '@/lib/schemas/fields';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(
  {
    GET: operation({
      schema: NoInput,
      run: openidConfiguration,
      respond: ({ metadata, cacheSeconds }) =>
        json(200, metadata, { headers: { 'Cache-Control': `public, max-age=${cacheSeconds}` } }),
    }),
  },
  { isForApps: true },
);
