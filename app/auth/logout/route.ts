import { signOut } from '@/lib/auth/sign-out';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { NoInput } from '@/lib/schemas';

/** Never `"cookies"`: that would sign sibling apps of the site out as well. */
const CLEAR_SITE_DATA = '"cache", "storage"';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    schema: NoInput,
    run: signOut,
    answer: () =>
      json(
        200,
        {},
        {
          headers: { 'Clear-Site-Data': CLEAR_SITE_DATA },
          session: null,
          seeOther: { path: '/login/', flash: { form: 'login', notice: 'signed-out' } },
        },
      ),
    form: { name: 'logout', page: () => '/account/' },
  }),
});
