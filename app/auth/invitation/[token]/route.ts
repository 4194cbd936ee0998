import { acceptInvitation } from '@/lib/auth/registration/accept-invitation';
import { invitationInput, keptFields } from '@/lib/auth/registration/registration-input';
import { endpoint, operation } from '@/lib/http/endpoint';
import { accountCreated } from '@/lib/http/session-responses';
import { PAGES } from '@/lib/paths';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    path: ['token'],
    limit: 'link-redemption',
    hashes: true,
    schema: invitationInput,
    run: acceptInvitation,
    respond: (created) =>
      accountCreated(created, { path: PAGES.account, result: { kind: 'success', form: 'invitation' } }),
    form: {
      name: 'invitation',
      page: ({ token }) => `/invitation/${encodeURIComponent(token)}/`,
      keeps: keptFields,
    },
  }),
});
