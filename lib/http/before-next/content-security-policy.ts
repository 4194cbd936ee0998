/**
 * The policy of a page (CSP level 3). Pure.
 * @param nonce of this response alone, in base64
 * @param isDevelopment `next dev` evaluates text as code, and its overlay sets styles of its own
 */
export const pagePolicy = (nonce: string, isDevelopment = false): string =>
  [
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

/** @returns 128 random bits in base64 */
export const newNonce = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
