import { endpoint } from '@/lib/http/endpoint';
import { toResponse } from '@/lib/http/response';
import { DESCRIPTION_CACHE_SECONDS } from '@/lib/openapi/cache-seconds';
import { buildDocument } from '@/lib/openapi/document';
import { ROUTES } from './routes';

/** The description of this API. It is also served while the database is unavailable: it depends on settings and code only. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(
  {
    GET: async ({ service }) => {
      service.apiDescription ??= JSON.stringify(buildDocument(service.config, ROUTES));
      const cacheControl = `public, max-age=${DESCRIPTION_CACHE_SECONDS}`;
      const headers = { 'Content-Type': 'application/json', 'Cache-Control': cacheControl };
      return toResponse({ status: 200, text: service.apiDescription, headers });
    },
  },
  { isForApps: true },
);
