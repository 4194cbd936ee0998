import { identifyVisitor } from '@/lib/auth/sessions/forward-auth';
import { endpoint, operation } from '@/lib/http/endpoint';
import { identityHeaders } from '@/lib/http/identity-headers';
import { json } from '@/lib/http/response';
import { redirectToSignIn } from '@/lib/http/sign-in-redirect';
import { ForwardAuthInput } from '@/lib/schemas/forward-auth';

/** For `auth_request` of nginx, `forward_auth` of Caddy and `forwardAuth` of Traefik. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({
    tokenIn: 'header',
    schema: ForwardAuthInput,
    run: identifyVisitor,
    respond: (identity) => json(200, {}, { headers: identityHeaders(identity) }),
    respondToError: redirectToSignIn,
  }),
});
