import { isAllowedOrigin } from './allowed-origin';
import { isLoopbackAddress } from './client-address';

/** What a browser says of the page that a request comes from. */
type OriginHeaders = { origin?: string | undefined; referer?: string | undefined };

const ORIGIN_OF_URL = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#\\]+)/i;

/**
 * The origin that a request comes from, where that is neither on this machine nor in CORS_ORIGINS; else null.
 * An opaque origin (`null`: a file, a sandboxed frame) and a text without a host say nothing of where. Pure.
 */
export function findForeignOrigin(
  { origin, referer }: OriginHeaders,
  allowedOrigins: readonly string[],
): string | null {
  const named = [findOriginOf(origin), findOriginOf(referer)];
  return (
    named.find((each) => each !== null && !isLoopbackOrigin(each) && !isAllowedOrigin(each, allowedOrigins)) ?? null
  );
}

/** Not by `URL`: a port or host that it cannot read must count as well. */
function findOriginOf(text = ''): string | null {
  const [, scheme, authority] = ORIGIN_OF_URL.exec(text.toLowerCase()) ?? [];
  return scheme && authority ? scheme + authority.replace(/^.*@/, '') : null;
}

/** Any port of this machine; `localhost` and what ends in it never leave it (RFC 6761 §6.3). Apps' schemes may come from any device. */
function isLoopbackOrigin(origin: string): boolean {
  const [, host = ''] = /^https?:\/\/(.*?)\.?(?::\d*)?$/.exec(origin) ?? [];
  return /^(.+\.)?localhost$/.test(host) || isLoopbackAddress(host.replace(/^\[(.*)\]$/, '$1'));
}
