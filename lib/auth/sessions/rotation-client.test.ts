import { expect, test } from 'playwright/test';
import { Vault } from '../../crypto/vault';
import { isRotationClient, rotationClientOf } from './rotation-client';

const SECRET = 'a-secret-of-at-least-32-bytes-here';
const OTHER_SECRET = 'another-secret-of-32-bytes-or-more';

type Seen = { clientAddress: string; userAgent: string | undefined };

/** Whether the second client counts as the one that made the swap, in the session `id`. */
function isSame(swapped: Seen, now: Seen, { id = 'one', secrets = [SECRET] } = {}): boolean {
  const session = { ...rotationClientOf('one', { vault: new Vault([SECRET]), ...swapped }), id };
  return isRotationClient(session, { vault: new Vault(secrets), ...now });
}

const APP = { clientAddress: '192.0.2.1', userAgent: 'app/1' };

for (const [name, swapped, now, expected] of [
  ['the same address and User-Agent', APP, APP, true],
  ['the same address', APP, { ...APP, userAgent: 'app/2' }, true],
  ['the same address, without a User-Agent', APP, { ...APP, userAgent: undefined }, true],
  ['the same User-Agent', APP, { ...APP, clientAddress: '198.51.100.1' }, true],
  [
    'the same /64',
    { ...APP, clientAddress: '2001:db8::1' },
    { clientAddress: '2001:db8::ffff', userAgent: undefined },
    true,
  ],
  [
    'the next /64',
    { ...APP, clientAddress: '2001:db8::1' },
    { clientAddress: '2001:db8:0:1::1', userAgent: undefined },
    false,
  ],
  ['neither', APP, { clientAddress: '198.51.100.1', userAgent: 'app/2' }, false],
  [
    'another address, and no User-Agent either time',
    { ...APP, userAgent: undefined },
    { clientAddress: '198.51.100.1', userAgent: undefined },
    false,
  ],
  [
    'another address, and an empty User-Agent either time',
    { ...APP, userAgent: '' },
    { clientAddress: '198.51.100.1', userAgent: '' },
    false,
  ],
  [
    'addresses that cannot be read',
    { clientAddress: 'unreadable', userAgent: 'app/1' },
    { clientAddress: 'unreadable', userAgent: 'app/2' },
    false,
  ],
] as const) {
  test(`a client with ${name} is ${expected ? 'the one' : 'not the one'} that made the swap`, () => {
    expect(isSame(swapped, now)).toBe(expected);
  });
}

test('a swap of which nothing is kept was made by no client that could be recognized', () => {
  const session = { id: 'one', rotationSubnetMac: null, rotationUserAgentMac: null };
  expect(isRotationClient(session, { vault: new Vault([SECRET]), ...APP })).toBe(false);
});

test('the client is recognized after AUTH_SECRET was replaced, as long as the former one is listed', () => {
  expect(isSame(APP, APP, { secrets: [OTHER_SECRET, SECRET] })).toBe(true);
  expect(isSame(APP, APP, { secrets: [OTHER_SECRET] })).toBe(false);
});

test('what is kept of a client differs between sessions, and shows neither address nor User-Agent', () => {
  expect(isSame(APP, APP, { id: 'two' })).toBe(false);
  const kept = rotationClientOf('one', { vault: new Vault([SECRET]), ...APP });
  expect([kept.rotationSubnetMac?.length, kept.rotationUserAgentMac?.length]).toEqual([32, 32]);
});
