import { deleteAccount } from '@/lib/auth/account/delete-account';
import { endpoint, operation } from '@/lib/http/endpoint';
import { signedOut } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';
import { DeleteAccountInput } from '@/lib/schemas/account';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'sign-in',
    hashes: true,
    tokenIn: 'header',
    schema: DeleteAccountInput,
    run: deleteAccount,
    respond: () => signedOut({ detail: 'Account deleted.' }, 'account-deleted'),
    form: { name: 'delete-account', page: () => PAGES.account },
  }),
});
