import { listSessions } from '@/lib/auth/list-sessions';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { NoInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({ tokenIn: 'header', schema: NoInput, run: listSessions, answer: (sessions) => json(200, sessions) }),
});
