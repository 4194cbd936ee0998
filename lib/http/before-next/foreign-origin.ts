import { isAllowedOrigin } from './allowed-origin';
import { isLoopbackAddress } from './client-address';

/** What a browser says of the page that a request comes from. */
type OriginHeaders = { origin?: string | undefined; referer?: string | undefined };

const ORIGIN_OF_URL = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#\\]+)/i;

/**
 * The origin that a request comes from, where that is neither on this machine, nor in CORS_ORIGINS, nor in ALSO_ANSWERS;
 * else null.
 * An opaque origin (`null`: a file, a sandboxed frame) and a text without a host say nothing of where. Pure.
 */
export function findForeignOrigin(
  { origin, referer }: OriginHeaders,
  allowedOrigins: readonly string[],
  isAnsweredHost: (host: string) => boolean,
): string | null {
  const named = [findOriginOf(origin), findOriginOf(referer)];
  const isForeign = (origin: string) =>
    !isLoopbackOrigin(origin) && !isAllowedOrigin(origin, allowedOrigins) && !isAnsweredOrigin(origin, isAnsweredHost);
  return named.find((each) => each !== null && isForeign(each)) ?? null;
}

/** Not by `URL`: a port or host that it cannot read must count as well. */
function findOriginOf(text = ''): string | null {
  const [, scheme, authority] = ORIGIN_OF_URL.exec(text.toLowerCase()) ?? [];
  return scheme && authority ? scheme + authority.replace(/^.*@/, '') : null;
}

/** A page that this server gave under another of its names. Apps' schemes are none of its pages. */
const isAnsweredOrigin = (origin: string, isAnsweredHost: (host: string) => boolean): boolean =>
  /^https?:/.test(origin) && isAnsweredHost(origin.replace(/^.*:\/\//, ''));

/** Any port of this machine; `localhost` and what ends in it never leave it (RFC 6761 §6.3). Apps' schemes may come from any device. */
function isLoopbackOrigin(origin: string): boolean {
  const [, host = ''] = /^https?:\/\/(.*?)\.?(?::\d*)?$/.exec(origin) ?? [];
  return /^(.+\.)?localhost$/.test(host) || isLoopbackAddress(host.replace(/^\[(.*)\]$/, '$1'));
}
