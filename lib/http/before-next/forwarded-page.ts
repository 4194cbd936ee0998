import type { IncomingHttpHeaders } from 'node:http';
import { ownHostTest } from './own-host';

/**
 * The page that a proxy asks about by forward authentication: `X-Forwarded-Uri`, if `X-Forwarded-Host` is the host of APP_URL.
 * A page of another host is not one that signing in here could lead back to. Pure.
 * @param headers of a trusted proxy
 * @returns the path and query as the visitor sent them, not checked; null if there is no such page
 */
export function findForwardedPage(headers: IncomingHttpHeaders, appUrl: string): string | null {
  const own = new URL(appUrl);
  const { 'x-forwarded-uri': uri, 'x-forwarded-host': host, 'x-forwarded-proto': scheme } = headers;
  const protocol = scheme === undefined ? own.protocol : `${scheme}:`;
  // Where TLS ends before this proxy it says http; the host is the same.
  if (typeof uri !== 'string' || typeof host !== 'string' || !/^https?:$/.test(protocol)) return null;
  return ownHostTest(`${protocol}//${own.host}`)(host) ? uri : null;
}
