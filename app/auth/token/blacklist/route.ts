import { blacklist } from '@/lib/auth/sessions/blacklist';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { RefreshInput } from '@/lib/schemas/tokens';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({ tokenIn: 'body', schema: RefreshInput, run: blacklist, respond: () => json(200, {}) }),
});
