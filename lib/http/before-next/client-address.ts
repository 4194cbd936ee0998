import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyAddress from 'proxy-addr';

/**
 * Whose request it is (requirement R-L3): the socket's peer, or, where the peer is a trusted
 * proxy, the rightmost hop of `X-Forwarded-For` that is not one. Pure.
 */

/** Where a trusted proxy's header cannot be read: one bucket for all such requests, never a free choice. */
export const UNREADABLE_ADDRESS = 'unreadable';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Whether a hop of `X-Forwarded-For`, or the socket's peer, is a trusted proxy. */
export type TrustedProxies = (hop: string) => boolean;

/**
 * Parsed once, at the start. `compile` of `proxy-addr` reads hops with an older `ipaddr.js`, which takes `0177.0.0.1` for
 * an address, and trusts no hop that has a port.
 * @param cidrs as the settings allow them: addresses and CIDRs
 */
export function parseTrustedProxies(cidrs: readonly string[]): TrustedProxies {
  const ranges = cidrs.map((cidr): [Address, number] => {
    if (cidr.includes('/')) return ipaddr.parseCIDR(cidr);
    const address = ipaddr.parse(cidr);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  });
  return (hop) => {
    const address = parseHop(hop);
    return ranges.some(([range, bits]) => address?.kind() === range.kind() && address.match(range, bits));
  };
}

/** @param forwardedFor every `X-Forwarded-For` header, in order */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: readonly string[],
  trusted: TrustedProxies,
): string {
  // The package trims spaces off a hop, but no other white space.
  const hops = forwardedFor.join(',').replace(/\s/g, ' ');
  const request = { socket: { remoteAddress: peer ?? '' }, headers: { 'x-forwarded-for': hops } };
  // It reads no more of a request than this, and returns a hop as it was sent.
  const client = proxyAddress(request as unknown as IncomingMessage, trusted);
  return parseHop(client)?.toString() ?? UNREADABLE_ADDRESS;
}

const parseHop = (hop: string): Address | null => parseAddress(withoutPort(hop));

/** Some proxies write the port of the connection too: `203.0.113.7:51234`, `[2001:db8::7]:51234` (RFC 7239 §6). */
function withoutPort(hop: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(hop) ?? [];
  return bracketed ?? plain ?? hop;
}

/** IPv4-mapped IPv6 is folded to IPv4; nothing but a plain address is read. */
function parseAddress(text: string): Address | null {
  const plain = text.replace(/%.*$/, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain);
  if (!ipaddr.IPv6.isValid(plain)) return null;
  const address = ipaddr.IPv6.parse(plain);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** Whether an address of {@link clientAddress} is this machine. */
export function isLoopbackAddress(text: string | undefined): boolean {
  const address = parseAddress(text ?? '');
  return address?.range() === 'loopback';
}
