import { currentUser } from '@/lib/auth/account/current-user';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { NoInput } from '@/lib/schemas/fields';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({ tokenIn: 'header', schema: NoInput, run: currentUser, respond: (account) => json(200, account) }),
});
