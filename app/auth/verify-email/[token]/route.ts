import { verifyEmail } from '@/lib/auth/verify-email';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { linkOutcome } from '@/lib/http/link-outcome';
import { NoInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    path: ['token'],
    limit: 'reset-post',
    schema: NoInput,
    run: verifyEmail,
    answer: ({ isSignedIn }) =>
      json(200, { detail: 'E-mail address verified.' }, { seeOther: linkOutcome('email-verified', isSignedIn) }),
    form: { name: 'verify-link', page: ({ token }) => `/verify-email/${encodeURIComponent(token)}/` },
  }),
});
