import { blacklist } from '@/lib/auth/blacklist';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { RefreshInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({ tokenIn: 'body', schema: RefreshInput, run: blacklist, answer: () => json(200, {}) }),
});
