import { ChangeEmailInput } from '@/lib/account-schemas';
import { changeEmail } from '@/lib/auth/change-email';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';

const PAGE = '/account/';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'sign-in',
    hashes: true,
    tokenIn: 'header',
    schema: ChangeEmailInput,
    run: changeEmail,
    answer: (_result, { body }) =>
      json(
        200,
        { detail: 'Confirmation e-mail has been sent.' },
        { seeOther: { path: PAGE, flash: { form: 'change-email', notice: 'check-mail', email: String(body.email) } } },
      ),
    form: { name: 'change-email', page: () => PAGE },
  }),
});
