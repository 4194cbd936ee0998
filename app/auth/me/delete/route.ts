import { DeleteAccountInput } from '@/lib/account-schemas';
import { deleteAccount } from '@/lib/auth/delete-account';
import { endpoint, operation } from '@/lib/http/endpoint';
import { signedOut } from '@/lib/http/signed-out';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    limit: 'sign-in',
    hashes: true,
    tokenIn: 'header',
    schema: DeleteAccountInput,
    run: deleteAccount,
    answer: () => signedOut({ detail: 'Account deleted.' }, 'account-deleted'),
    form: { name: 'delete-account', page: () => '/account/' },
  }),
});
