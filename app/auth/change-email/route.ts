import { changeEmail } from '@/lib/auth/email-address/change-email';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { PAGES } from '@/lib/paths';
import { withDomains } from '@/lib/schemas/domains';
import { ChangeEmailInput } from '@/lib/schemas/email-address';

const PAGE = PAGES.account;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'sign-in',
    hashes: true,
    tokenIn: 'header',
    schema: ({ config }) => withDomains(ChangeEmailInput, config.registrationDomains),
    run: changeEmail,
    respond: (_result, { body }) =>
      json(
        200,
        { detail: 'Confirmation e-mail has been sent.' },
        {
          redirect: {
            path: PAGE,
            result: { kind: 'success', form: 'change-email', notice: 'check-mail', email: String(body.email) },
          },
        },
      ),
    form: { name: 'change-email', page: () => PAGE },
  }),
});
