import { expect, test } from 'playwright/test';
import { clientSubnet } from './client-subnet';

test('an IPv4 address is one client', () => expect(clientSubnet('203.0.113.9')).toBe('203.0.113.9'));

test('the addresses of an IPv6 /64 are one client, those of the next another', () => {
  expect(clientSubnet('2001:db8:1:2::1')).toBe('2001:db8:1:2::/64');
  expect(clientSubnet('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe('2001:db8:1:2::/64');
  expect(clientSubnet('2001:db8:1:3::1')).toBe('2001:db8:1:3::/64');
});

test('what cannot be read is one client together', () => expect(clientSubnet('unreadable')).toBe('unreadable'));
