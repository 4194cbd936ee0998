import ipaddr from 'ipaddr.js';

/**
 * Whose request it is (requirement R-L3): the socket's peer, or, where the peer is a trusted
 * proxy, the rightmost hop of `X-Forwarded-For` that is not one. Pure.
 */

/** Where a trusted proxy's header cannot be read: one bucket for all such requests, never a free choice. */
export const UNREADABLE_ADDRESS = 'unreadable';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

export type TrustedProxies = readonly [Address, number][];

/** @param cidrs as the settings allow them: addresses and CIDRs */
export function parseTrustedProxies(cidrs: readonly string[]): TrustedProxies {
  return cidrs.map((cidr) => {
    if (cidr.includes('/')) return ipaddr.parseCIDR(cidr);
    const address = ipaddr.parse(cidr);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  });
}

/** @param forwardedFor every `X-Forwarded-For` header, in order */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: readonly string[],
  trusted: TrustedProxies,
): string {
  const peerAddress = parseAddress(peer ?? '');
  if (!peerAddress) return UNREADABLE_ADDRESS;
  if (!isTrusted(peerAddress, trusted)) return peerAddress.toString();
  const hops = forwardedFor.flatMap((header) => header.split(',')).map((hop) => hop.trim());
  let client = peerAddress;
  for (const hop of hops.filter(Boolean).reverse()) {
    const address = parseAddress(withoutPort(hop));
    if (!address) return UNREADABLE_ADDRESS;
    client = address;
    if (!isTrusted(address, trusted)) break;
  }
  return client.toString();
}

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

function isTrusted(address: Address, trusted: TrustedProxies): boolean {
  return trusted.some(([range, bits]) => address.kind() === range.kind() && address.match(range, bits));
}

/** Whether an address of {@link clientAddress} is this machine. */
export function isLoopbackAddress(text: string | undefined): boolean {
  const address = parseAddress(text ?? '');
  return address?.range() === 'loopback';
}
