import { register } from '@/lib/auth/registration/register';
import { assertRegistrationOpen } from '@/lib/auth/registration/registration-mode';
import { endpoint, operation } from '@/lib/http/endpoint';
import { nextPage, pageWithNext } from '@/lib/http/next-path';
import { json } from '@/lib/http/response';
import { sessionCookie, sessionTokens } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';
import { both, newProfileInput } from '@/lib/profile/fields-input';
import { askedNames } from '@/lib/profile/user-fields';
import { withDomains } from '@/lib/schemas/domains';
import { registerInput } from '@/lib/schemas/registration';

const PAGE = PAGES.register;

/** Where addresses must be verified first, the user is not signed in yet. */
const checkMail = ({ email }: { email: string }) =>
  ({ kind: 'success', form: 'register', notice: 'check-mail', email }) as const;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    admit: assertRegistrationOpen,
    limit: 'register',
    hashes: true,
    schema: ({ passwordPolicy, config }, body) =>
      both(
        withDomains(registerInput(passwordPolicy), config.registrationDomains),
        newProfileInput(config.userFields, body),
      ),
    run: register,
    respond: ({ account, session }, { body }) =>
      json(
        201,
        { ...account, ...sessionTokens(session) },
        {
          headers: { Location: '/auth/me/' },
          ...sessionCookie(session),
          redirect: session
            ? { path: nextPage(body), result: { kind: 'success', form: 'register' } }
            : { path: pageWithNext(PAGE, body), result: checkMail(account) },
        },
      ),
    form: { name: 'register', page: (_params, body) => pageWithNext(PAGE, body), keeps: askedNames },
  }),
});
