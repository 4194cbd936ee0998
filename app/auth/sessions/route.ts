import { listSessions } from '@/lib/auth/sessions/list-sessions';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { NoInput } from '@/lib/schemas/fields';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({ tokenIn: 'header', schema: NoInput, run: listSessions, respond: (sessions) => json(200, sessions) }),
});
