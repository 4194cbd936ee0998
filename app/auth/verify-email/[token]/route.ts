import { verifyEmail } from '@/lib/auth/email-address/verify-email';
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
    run: verifyEmail,
    respond: ({ session }) =>
      json(
        200,
        { detail: 'E-mail address verified.' },
        { ...sessionCookie(session), redirect: redirectAfterLink('email-verified') },
      ),
    form: { name: 'verify-link', page: ({ token }) => `/verify-email/${encodeURIComponent(token)}/` },
  }),
});
