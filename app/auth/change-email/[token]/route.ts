import { confirmEmailChange } from '@/lib/auth/email-address/confirm-email-change';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { redirectAfterLink, sessionCookie } from '@/lib/http/session-responses';
import { RedeemLinkInput } from '@/lib/schemas/links';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    path: ['token'],
    limit: 'link-redemption',
    tokenIn: 'header',
    schema: RedeemLinkInput,
    run: confirmEmailChange,
    respond: ({ session, device }) =>
      json(
        200,
        { detail: 'E-mail address changed.' },
        { ...sessionCookie(session), ...(device && { device }), redirect: redirectAfterLink('email-changed') },
      ),
    form: { name: 'change-link', page: ({ token }) => `/change-email/${encodeURIComponent(token)}/` },
  }),
});
