import { type NextRequest, NextResponse } from 'next/server';

/** Pages only: the API needs no nonce and pays nothing. */
export const config = {
  matcher: [
    '/((?!auth(?:/|$)|health/(?:live|ready)/?$|\\.well-known/(?:jwks\\.json|change-password|security\\.txt)/?$|mailbox/messages/?$|_next/static/|icon\\.svg$).*)',
  ],
};

// `next dev` evaluates text as code, and its overlay sets styles of its own.
const isDevelopment = process.env.NODE_ENV === 'development';

/** Gives each page a policy with a nonce of its own (CSP level 3); Next puts it on its scripts. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
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
