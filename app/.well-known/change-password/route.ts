import { endpoint, operation } from '@/lib/http/endpoint';
import { NoInput } from '@/lib/schemas/fields';

/** Where password managers send people to change a password (W3C, "A Well-Known URL for Changing Passwords"). */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({
    schema: NoInput,
    run: async () => null,
    respond: () => ({ status: 303, headers: { Location: '/account/' } }),
  }),
});
