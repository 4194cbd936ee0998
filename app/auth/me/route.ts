import { currentUser } from '@/lib/auth/current-user';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { NoInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({ tokenIn: 'header', schema: NoInput, run: currentUser, answer: (account) => json(200, account) }),
});
