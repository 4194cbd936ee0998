import { changePassword } from '@/lib/auth/passwords/change-password';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { sessionCookie, sessionTokens } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';
import { ChangePasswordInput } from '@/lib/schemas/passwords';

const PAGE = PAGES.account;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'sign-in',
    hashes: true,
    tokenIn: 'header',
    schema: ChangePasswordInput,
    run: changePassword,
    respond: (session) =>
      json(
        200,
        { detail: 'Password has been changed.', ...sessionTokens(session) },
        {
          ...sessionCookie(session),
          redirect: { path: PAGE, result: { kind: 'success', form: 'change-password', notice: 'password-changed' } },
        },
      ),
    form: { name: 'change-password', page: () => PAGE },
  }),
});
