import { register } from '@/lib/auth/registration/register';
import { keptFields, registrationInput } from '@/lib/auth/registration/registration-input';
import { assertRegistrationOpen } from '@/lib/auth/registration/registration-mode';
import { endpoint, operation } from '@/lib/http/endpoint';
import { nextPage, pageWithNext } from '@/lib/http/next-path';
import { accountCreated } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';

const PAGE = PAGES.register;

/** Where addresses must be verified first, the user is not signed in yet. */
const checkMail = ({ email }: { email: string }) =>
  ({ kind: 'success', form: 'register', notice: 'check-mail', email }) as const;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    admit: assertRegistrationOpen,
    limit: 'register',
    hashes: true,
    schema: registrationInput,
    run: register,
    respond: (created, { body }) => {
      if (!created.session)
        return accountCreated(created, { path: pageWithNext(PAGE, body), result: checkMail(created.account) });
      return accountCreated(created, { path: nextPage(body), result: { kind: 'success', form: 'register' } });
    },
    form: { name: 'register', page: (_params, body) => pageWithNext(PAGE, body), keeps: keptFields },
  }),
});
