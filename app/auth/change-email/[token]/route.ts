import { confirmEmailChange } from '@/lib/auth/confirm-email-change';
import { json } from '@/lib/http/answer';
import { endpoint, operation } from '@/lib/http/endpoint';
import { linkOutcome } from '@/lib/http/link-outcome';
import { NoInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  POST: operation({
    path: ['token'],
    limit: 'reset-post',
    schema: NoInput,
    run: confirmEmailChange,
    answer: ({ isSignedIn, device }) =>
      json(
        200,
        { detail: 'E-mail address changed.' },
        { ...(device && { device }), seeOther: linkOutcome('email-changed', isSignedIn) },
      ),
    form: { name: 'change-link', page: ({ token }) => `/change-email/${encodeURIComponent(token)}/` },
  }),
});
