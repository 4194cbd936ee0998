import { type NextRequest, NextResponse } from 'next/server';
import { FORM_TARGET, newNonce, pagePolicy } from '@/lib/http/before-next/content-security-policy';

/** Pages only: the API needs no nonce and pays nothing. */
export const config = {
  matcher: [
    '/((?!(?:auth|r|docs/assets)(?:/|$)|health/(?:live|ready)/?$|\\.well-known/(?:jwks\\.json|change-password|security\\.txt|openid-configuration)/?$|(?:authorize|sign-out)/?$|mailbox/(?:expired-access|fail|later|messages)/?$|_next/static/|icon\\.svg$).*)',
  ],
};

const isDevelopment = process.env.NODE_ENV === 'development';

/** Gives each page a policy with a nonce of its own (CSP level 3); Next puts it on its scripts. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = newNonce();
  const headers = new Headers(request.headers);
  const policy = pagePolicy(nonce, { isDevelopment, formTarget: headers.get(FORM_TARGET) });
  headers.delete(FORM_TARGET);
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  return response;
}
