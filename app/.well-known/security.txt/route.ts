import { securityContact } from '@/lib/auth/well-known/security-contact';
import { endpoint, operation } from '@/lib/http/endpoint';
import { NoInput } from '@/lib/schemas/fields';

/** Where to report a vulnerability (RFC 9116). */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({
    schema: NoInput,
    run: securityContact,
    respond: ({ contact, canonical, expiresAt }) => ({
      status: 200,
      text: `Contact: ${contact}\nExpires: ${expiresAt.toISOString()}\nCanonical: ${canonical}\n`,
    }),
  }),
});
