import { endOwnSession } from '@/lib/auth/sessions/end-own-session';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { signedOut } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';
import { NoInput } from '@/lib/schemas/fields';

const BODY = { detail: 'Session ended.' };

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    path: ['id'],
    tokenIn: 'header',
    schema: NoInput,
    run: endOwnSession,
    respond: ({ isCurrent }) =>
      isCurrent
        ? signedOut(BODY, 'signed-out')
        : json(200, BODY, {
            redirect: { path: PAGES.account, result: { kind: 'success', form: 'sessions', notice: 'session-ended' } },
          }),
    form: { name: 'sessions', page: () => PAGES.account },
  }),
});
