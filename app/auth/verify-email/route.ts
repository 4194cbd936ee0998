import { requestEmailVerification } from '@/lib/auth/email-address/request-verification';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { PAGES } from '@/lib/paths';
import { EmailInput } from '@/lib/schemas/email-address';

const PAGE = PAGES.verifyEmail;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'verification-request',
    schema: EmailInput,
    run: requestEmailVerification,
    respond: (_result, { body }) =>
      json(
        200,
        { detail: 'Verification e-mail has been sent.' },
        {
          redirect: {
            path: PAGE,
            result: { kind: 'success', form: 'verify-email', notice: 'check-mail', email: String(body.email) },
          },
        },
      ),
    form: { name: 'verify-email', page: () => PAGE },
  }),
});
