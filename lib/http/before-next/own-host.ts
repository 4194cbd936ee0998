/**
 * Whether a `Host` header is that of an origin: the port may be named where it is the scheme's own (RFC 9110 §4.2.3).
 * Pure.
 */
export function ownHostTest(origin: string): (host: string | undefined) => boolean {
  const { protocol, host: own } = new URL(origin);
  const defaultPort = protocol === 'https:' ? /:(443)?$/ : /:(80)?$/;
  return (host = '') => host.toLowerCase().replace(defaultPort, '') === own;
}
