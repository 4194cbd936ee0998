import { undoEmailChange } from '@/lib/auth/email-address/undo-email-change';
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
    run: undoEmailChange,
    respond: ({ email, isSignedInElsewhere }) =>
      json(
        200,
        { detail: 'E-mail address and account have been restored.' },
        {
          ...(!isSignedInElsewhere && { session: null }),
          redirect: { path: PAGES.login, result: { kind: 'success', form: 'login', notice: 'email-restored', email } },
        },
      ),
    form: { name: 'undo-link', page: ({ token }) => `/undo-email-change/${encodeURIComponent(token)}/` },
  }),
});
