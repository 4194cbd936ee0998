/** One whole label of a DNS name (RFC 1035 §2.3.1). */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Whether an `Origin` is one of CORS_ORIGINS: an exact origin, or a pattern whose `*` stands for one whole label of its
 * host. Pure.
 * @param origin as a browser sends it: in lower case, without a path
 */
export function isAllowedOrigin(origin: string, allowedOrigins: readonly string[]): boolean {
  return allowedOrigins.some((allowed) => matches(origin, allowed));
}

function matches(origin: string, allowed: string): boolean {
  const [before = '', after] = allowed.split('*');
  if (after === undefined) return origin === allowed;
  if (!origin.startsWith(before) || !origin.endsWith(after)) return false;
  return LABEL.test(origin.slice(before.length, origin.length - after.length));
}
