import { requestPasswordReset } from '@/lib/auth/request-password-reset';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { RequestResetInput } from '@/lib/schemas';

const PAGE = '/forgot-password/';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'reset-request',
    schema: RequestResetInput,
    run: requestPasswordReset,
    answer: (_result, { body }) =>
      json(
        200,
        { detail: 'Password reset e-mail has been sent.' },
        {
          seeOther: { path: PAGE, flash: { form: 'forgot-password', notice: 'check-mail', email: String(body.email) } },
        },
      ),
    form: { name: 'forgot-password', page: () => PAGE },
  }),
});
