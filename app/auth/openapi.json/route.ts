import { endpoint } from '@/lib/http/endpoint';
import { toResponse } from '@/lib/http/response';
import { documentText } from '@/lib/openapi/document-text';
import { ROUTES } from './routes';

/** The description of this API. Also while the database is away: it tells of the settings and the code alone. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(
  {
    GET: async ({ service }) => {
      const { text, cacheSeconds } = documentText(service.config, ROUTES);
      const headers = { 'Content-Type': 'application/json', 'Cache-Control': `public, max-age=${cacheSeconds}` };
      return toResponse({ status: 200, text, headers });
    },
  },
  { isForApps: true },
);
