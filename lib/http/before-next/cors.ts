import { isAllowedOrigin } from './allowed-origin';

/**
 * What lets pages of other origins read answers (WHATWG Fetch, "CORS protocol"): only those of
 * CORS_ORIGINS, and never with cookies. Pure.
 */
export type CorsRequest = {
  origin: string | null;
  allowedOrigins: readonly string[];
  isPreflight: boolean;
  methods: string;
};

/** What a client of another origin may send and read beside what CORS always allows. */
const SENDS = [
  ...['Authorization', 'Content-Type', 'X-Request-Id', 'X-Requested-With', 'X-CSRFToken'],
  // Tracing libraries add these to every request (W3C Trace Context and Baggage; Sentry).
  ...['traceparent', 'tracestate', 'baggage', 'sentry-trace'],
].join(', ');
const READS = 'Retry-After, WWW-Authenticate, X-Request-Id';
const PREFLIGHT_SECONDS = 600;

export function corsHeaders({ origin, allowedOrigins, isPreflight, methods }: CorsRequest): Record<string, string> {
  if (allowedOrigins.length === 0) return {};
  // Caches must not give one origin's answer to another.
  if (origin === null || !isAllowedOrigin(origin, allowedOrigins)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': READS,
    ...(isPreflight && {
      'Access-Control-Allow-Methods': methods,
      'Access-Control-Allow-Headers': SENDS,
      'Access-Control-Max-Age': `${PREFLIGHT_SECONDS}`,
    }),
  };
}
