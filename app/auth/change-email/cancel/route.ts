import { cancelEmailChange } from '@/lib/auth/email-address/cancel-email-change';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { PAGES } from '@/lib/paths';
import { NoInput } from '@/lib/schemas/fields';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    tokenIn: 'header',
    schema: NoInput,
    run: cancelEmailChange,
    respond: () =>
      json(
        200,
        { detail: 'Change of the e-mail cancelled.' },
        {
          redirect: { path: PAGES.account, result: { kind: 'success', form: 'sessions', notice: 'change-cancelled' } },
        },
      ),
    form: { name: 'sessions', page: () => PAGES.account },
  }),
});
