import { signIn } from '@/lib/auth/sign-in/sign-in';
import { endpoint, operation } from '@/lib/http/endpoint';
import { nextPage, pageWithNext } from '@/lib/http/next-path';
import { json } from '@/lib/http/response';
import { sessionCookie, sessionTokens } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';
import { SignInInput } from '@/lib/schemas/sign-in';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'sign-in',
    hashes: true,
    schema: SignInInput,
    run: signIn,
    respond: (session, { body }) =>
      json(200, sessionTokens(session), {
        ...sessionCookie(session),
        redirect: { path: nextPage(body), result: { kind: 'success', form: 'login' } },
      }),
    form: { name: 'login', page: (_params, body) => pageWithNext(PAGES.login, body) },
  }),
});
