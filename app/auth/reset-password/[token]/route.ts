import { resetPassword } from '@/lib/auth/passwords/reset-password';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { PAGES } from '@/lib/paths';
import { NewPasswordInput } from '@/lib/schemas/passwords';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    path: ['token'],
    limit: 'link-redemption',
    hashes: true,
    schema: NewPasswordInput,
    run: resetPassword,
    respond: ({ email }) =>
      json(
        200,
        { detail: 'Password has been reset with the new password.' },
        {
          redirect: {
            path: PAGES.login,
            result: { kind: 'success', form: 'login', notice: 'password-changed', email },
          },
        },
      ),
    form: { name: 'reset-password', page: ({ token }) => `/reset-password/${encodeURIComponent(token)}/` },
  }),
});
