import { expect, test } from 'playwright/test';
import { Vault } from '../../crypto/vault';
import { addSeconds } from '../../time';
import type { AuthorizationRequest } from './authorization-request';
import { needsSignIn, newMark, readMark } from './sign-in-need';

const NOW = new Date('2026-11-24T10:00:00.000Z');
const REQUEST: AuthorizationRequest = {
  scope: 'openid',
  nonce: null,
  codeChallenge: 'x',
  interaction: 'if-needed',
  maxAgeSeconds: null,
  loginHint: undefined,
};

const ago = (seconds: number): Date => addSeconds(NOW, -seconds);
const needs = (request: Partial<AuthorizationRequest>, signedInAt: Date | null, askedAt: Date | null = null): boolean =>
  needsSignIn({ ...REQUEST, ...request }, { signedInAt, askedAt, now: NOW });

test('a sign-in is needed where nobody is signed in', () => {
  expect(needs({}, null)).toBe(true);
  expect(needs({}, ago(86_400))).toBe(false);
});

for (const interaction of ['sign-in', 'register'] as const) {
  test(`the interaction ${interaction} needs a sign-in after the page was shown`, () => {
    expect(needs({ interaction }, ago(1))).toBe(true);
    expect(needs({ interaction }, ago(60), ago(30))).toBe(true);
    expect(needs({ interaction }, ago(30), ago(60))).toBe(false);
    expect(needs({ interaction }, ago(30), ago(30))).toBe(false);
  });
}

test('max_age is the time since the sign-in', () => {
  expect(needs({ maxAgeSeconds: 60 }, ago(59))).toBe(false);
  expect(needs({ maxAgeSeconds: 60 }, ago(61))).toBe(true);
  expect(needs({ maxAgeSeconds: 60 }, ago(61), ago(100))).toBe(false);
  expect(needs({ maxAgeSeconds: 0 }, ago(1), ago(2))).toBe(false);
  expect(needs({ maxAgeSeconds: 0 }, ago(1))).toBe(true);
});

const vault = new Vault(['a secret of thirty-two characters']);
const at = (now: Date) => ({ vault, now: () => now });

test('a mark says when the page was shown, to the millisecond', () => {
  expect(readMark(newMark('a=b', at(NOW)), 'a=b', at(NOW))).toEqual(NOW);
});

test('a mark is good for its request alone, and for an hour', () => {
  const mark = newMark('a=b', at(NOW));
  expect(readMark(mark, 'a=c', at(NOW))).toBeNull();
  expect(readMark(mark, 'a=b', at(addSeconds(NOW, 3599)))).toEqual(NOW);
  expect(readMark(mark, 'a=b', at(addSeconds(NOW, 3600)))).toBeNull();
});

test('a mark cannot be made or changed by others', () => {
  const mark = newMark('a=b', at(NOW));
  const [time = '', mac = ''] = mark.split('.');
  const earlier = (NOW.getTime() - 1000).toString(36);
  const other = new Vault(['another secret of thirty-two bytes']);
  for (const forged of [null, '', '.', time, `${earlier}.${mac}`, `${time}.${mac.slice(1)}`, `${time}.`, `.${mac}`]) {
    expect(readMark(forged, 'a=b', at(NOW))).toBeNull();
  }
  expect(readMark(newMark('a=b', { vault: other, now: () => NOW }), 'a=b', at(NOW))).toBeNull();
});
