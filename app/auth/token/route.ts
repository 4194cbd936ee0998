import { signIn } from '@/lib/auth/sign-in/sign-in';
import { endpoint, operation } from '@/lib/http/endpoint';
import { nextPage, pageWithNext } from '@/lib/http/next-path';
import { json } from '@/lib/http/response';
import { sessionCookie, sessionTokens } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';
import { both } from '@/lib/profile/fields-input';
import { KEEP_SIGNED_IN, keepSignedInInput } from '@/lib/schemas/keep-signed-in';
import { SignInInput } from '@/lib/schemas/sign-in';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'sign-in',
    hashes: true,
    schema: ({ config }) => both(SignInInput, keepSignedInInput(config.sessionCookie)),
    run: signIn,
    respond: (session, { body }) =>
      json(200, sessionTokens(session), {
        ...sessionCookie(session),
        redirect: { path: nextPage(body), result: { kind: 'success', form: 'login' } },
      }),
    form: {
      name: 'login',
      page: (_params, body) => pageWithNext(PAGES.login, body),
      keeps: ({ sessionCookie }) => (sessionCookie === 'ask' ? [KEEP_SIGNED_IN] : []),
    },
  }),
});
