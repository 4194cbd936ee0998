import { RedeemLinkInput } from '@/lib/account-schemas';
import { verifyEmail } from '@/lib/auth/verify-email';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { linkOutcome } from '@/lib/http/link-outcome';
import { sessionCookie } from '@/lib/http/session-answer';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    path: ['token'],
    limit: 'reset-post',
    tokenIn: 'header',
    schema: RedeemLinkInput,
    run: verifyEmail,
    answer: ({ session }) =>
      json(
        200,
        { detail: 'E-mail address verified.' },
        { ...sessionCookie(session), seeOther: linkOutcome('email-verified') },
      ),
    form: { name: 'verify-link', page: ({ token }) => `/verify-email/${encodeURIComponent(token)}/` },
  }),
});
