import { signOut } from '@/lib/auth/sessions/sign-out';
import { endpoint, operation } from '@/lib/http/endpoint';
import { signedOut } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';
import { NoInput } from '@/lib/schemas/fields';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    schema: NoInput,
    run: signOut,
    respond: () => signedOut({}, 'signed-out'),
    form: { name: 'logout', page: () => PAGES.account },
  }),
});
