import { type NextRequest, NextResponse } from 'next/server';

/** Pages only: the API needs no nonce and pays nothing. */
export const config = {
  matcher: [
    '/((?!auth(?:/|$)|health/(?:live|ready)/?$|\\.well-known/(?:jwks\\.json|change-password|security\\.txt)/?$|mailbox/messages/?$|_next/static/|icon\\.svg$).*)',
  ],
};

// Only `next dev` evaluates text as code.
const EVAL_IN_DEVELOPMENT = process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : '';

/** Gives each page a policy with a nonce of its own (CSP level 3); Next puts it on its scripts. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${EVAL_IN_DEVELOPMENT}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  return response;
}
