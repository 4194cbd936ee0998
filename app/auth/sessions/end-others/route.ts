import { endOtherSessions } from '@/lib/auth/end-other-sessions';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { NoInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    tokenIn: 'header',
    schema: NoInput,
    run: endOtherSessions,
    answer: () =>
      json(
        200,
        { detail: 'Other sessions ended.' },
        { seeOther: { path: '/account/', flash: { form: 'sessions', notice: 'session-ended' } } },
      ),
    form: { name: 'sessions', page: () => '/account/' },
  }),
});
