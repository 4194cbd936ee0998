import ipaddr from 'ipaddr.js';

/**
 * What counts as one client: an IPv4 address, or the /64 that a subscriber of IPv6 is given whole.
 * @param address as `clientAddress` gives it: canonical, IPv4-mapped folded, or a word for what cannot be read
 */
export function clientSubnet(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const groups = ipaddr.IPv6.parse(address).parts.slice(0, 4);
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}

/** Whether it is an address at all, and no word for one that cannot be read, which clients that differ would share. */
export const isAddress = (address: string): boolean => ipaddr.isValid(address);
