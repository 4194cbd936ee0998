import { requestPasswordReset } from '@/lib/auth/passwords/request-password-reset';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { PAGES } from '@/lib/paths';
import { EmailInput } from '@/lib/schemas/email-address';

const PAGE = PAGES.forgotPassword;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'reset-request',
    schema: EmailInput,
    run: requestPasswordReset,
    respond: (_result, { body }) =>
      json(
        200,
        { detail: 'Password reset e-mail has been sent.' },
        {
          redirect: {
            path: PAGE,
            result: { kind: 'success', form: 'forgot-password', notice: 'check-mail', email: String(body.email) },
          },
        },
      ),
    form: { name: 'forgot-password', page: () => PAGE },
  }),
});
