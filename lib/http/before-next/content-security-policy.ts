/** By this header the request hook tells `proxy.ts` the `formTarget` of a page. No client can send it. */
export const FORM_TARGET = 'x-form-target';

/**
 * The policy of a page (CSP level 3). Pure.
 * @param nonce of this response alone, in base64
 * @param page.isDevelopment `next dev` evaluates text as code, and its overlay sets styles of its own
 * @param page.formTarget the source of an app to which the form of the page leads in the end
 */
export const pagePolicy = (
  nonce: string,
  { isDevelopment = false, formTarget = null }: { isDevelopment?: boolean; formTarget?: string | null } = {},
): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    `form-action 'self'${formTarget === null ? '' : ` ${formTarget}`}`,
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** @returns 128 random bits in base64 */
export const newNonce = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
