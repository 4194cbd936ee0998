import { openidConfiguration } from '@/lib/auth/well-known/openid-configuration';
import { endpoint } from '@/lib/http/endpoint';
import { json, toResponse } from '@/lib/http/response';

/** Also while the database is away: it tells of the settings alone. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(
  {
    GET: async ({ service }) => {
      const { metadata, cacheSeconds } = openidConfiguration(service.config);
      return toResponse(json(200, metadata, { headers: { 'Cache-Control': `public, max-age=${cacheSeconds}` } }));
    },
  },
  { isForApps: true },
);
