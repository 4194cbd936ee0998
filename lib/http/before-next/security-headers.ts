const YEAR_SECONDS = 31_536_000;

type HeaderSettings = {
  isHttps: boolean;
  /** Other hosts below that of APP_URL may belong to others, and use plain http. */
  hstsIncludeSubdomains: boolean;
};

/** What every answer of the server carries, errors and files included. Pages put their own CSP in place of this one. */
export function securityHeaders({ isHttps, hstsIncludeSubdomains }: HeaderSettings): Record<string, string> {
  const subdomains = hstsIncludeSubdomains ? '; includeSubDomains' : '';
  return {
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'X-Frame-Options': 'DENY',
    ...(isHttps && { 'Strict-Transport-Security': `max-age=${YEAR_SECONDS}${subdomains}` }),
  };
}
