import { signOut } from '@/lib/auth/sessions/sign-out';
import { endpoint, operation } from '@/lib/http/endpoint';
import { pageAfterSignOut } from '@/lib/http/next-path';
import { signedOut } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';
import { NoInput } from '@/lib/schemas/fields';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    schema: NoInput,
    run: signOut,
    respond: (_result, { body, config }) => signedOut({}, 'signed-out', pageAfterSignOut(body, config)),
    form: { name: 'logout', page: () => PAGES.account },
  }),
});
