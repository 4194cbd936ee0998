import { endOtherSessions } from '@/lib/auth/sessions/end-other-sessions';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { PAGES } from '@/lib/paths';
import { NoInput } from '@/lib/schemas/fields';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    tokenIn: 'header',
    schema: NoInput,
    run: endOtherSessions,
    respond: () =>
      json(
        200,
        { detail: 'Other sessions ended.' },
        { redirect: { path: PAGES.account, result: { kind: 'success', form: 'sessions', notice: 'session-ended' } } },
      ),
    form: { name: 'sessions', page: () => PAGES.account },
  }),
});
