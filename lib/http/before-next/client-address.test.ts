import { expect, test } from 'playwright/test';
import { clientAddress, parseTrustedProxies } from './client-address';

const proxies = parseTrustedProxies(['10.0.0.0/8', '127.0.0.1', 'fd00::/8']);

const cases: [title: string, peer: string | undefined, forwardedFor: string[], expected: string][] = [
  ['an untrusted peer is the client, whatever it claims', '203.0.113.7', ['198.51.100.1'], '203.0.113.7'],
  ['a trusted peer without the header is the client', '10.1.2.3', [], '10.1.2.3'],
  ['the rightmost untrusted hop counts', '10.1.2.3', ['1.1.1.1, 198.51.100.1, 10.9.9.9'], '198.51.100.1'],
  ['several headers are one list', '10.1.2.3', ['1.1.1.1', '198.51.100.1'], '198.51.100.1'],
  ['a chain of trusted hops ends at its leftmost', '127.0.0.1', ['10.0.0.5, 10.0.0.6'], '10.0.0.5'],
  ['a malformed hop puts the request into the shared bucket', '10.1.2.3', ['198.51.100.1, nonsense'], 'unreadable'],
  ['the port of a hop is not part of its address', '10.1.2.3', ['198.51.100.1:51234'], '198.51.100.1'],
  ['the port of an IPv6 hop is not either', '10.1.2.3', ['[2001:db8::7]:51234, 10.0.0.5:443'], '2001:db8::7'],
  ['an IPv6 hop may stand in brackets', '10.1.2.3', ['[2001:db8::7]'], '2001:db8::7'],
  ['an IPv6 hop without brackets has no port', '10.1.2.3', ['2001:db8::7:443'], '2001:db8::7:443'],
  ['a hop with something else behind it is malformed', '10.1.2.3', ['198.51.100.1:https'], 'unreadable'],
  ['an open bracket is malformed', '10.1.2.3', ['[2001:db8::7'], 'unreadable'],
  ['an octal spelling is malformed', '10.1.2.3', ['0177.0.0.1'], 'unreadable'],
  ['empty hops are skipped', '10.1.2.3', ['198.51.100.1,', ' , ,10.0.0.5, '], '198.51.100.1'],
  ['hops of other white space are skipped too', '10.1.2.3', ['198.51.100.1,\t', '\u00a0,\t10.0.0.5\t'], '198.51.100.1'],
  ['an octal spelling of a trusted hop is malformed', '10.1.2.3', ['198.51.100.1, 012.0.0.5'], 'unreadable'],
  ['a short spelling of a trusted hop is malformed', '10.1.2.3', ['198.51.100.1, 127.1'], 'unreadable'],
  ['an IPv4-mapped hop of a trusted proxy is trusted', '10.1.2.3', ['198.51.100.1, ::ffff:10.0.0.5'], '198.51.100.1'],
  ['an IPv4-mapped client is folded to IPv4', '10.1.2.3', ['[::ffff:198.51.100.1]:443'], '198.51.100.1'],
  ['a hop with a zone is its address', 'fd00::1', ['fe80::1%eth0, fd00::2%eth0'], 'fe80::1'],
  ['two addresses in one hop are malformed', '10.1.2.3', ['198.51.100.1 10.0.0.5'], 'unreadable'],
  ['what stands left of the client is not read', '10.1.2.3', ['nonsense, 198.51.100.1'], '198.51.100.1'],
  ['an IPv4-mapped peer is folded to IPv4', '::ffff:10.1.2.3', ['198.51.100.1'], '198.51.100.1'],
  ['an IPv6 address has one spelling', '2001:DB8:0:0::1', [], '2001:db8::1'],
  ['a zone is not part of the address', 'fe80::1%eth0', [], 'fe80::1'],
  ['a peer that is gone has no address', undefined, [], 'unreadable'],
];

for (const [title, peer, forwardedFor, expected] of cases) {
  test(title, () => expect(clientAddress(peer, forwardedFor, proxies)).toBe(expected));
}

test('without trusted proxies the peer is the client', () => {
  expect(clientAddress('10.1.2.3', ['198.51.100.1'], parseTrustedProxies([]))).toBe('10.1.2.3');
});
