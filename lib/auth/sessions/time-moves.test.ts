import { expect, test } from 'playwright/test';
import { addSeconds, toEpochSeconds } from '../../time';
import { isMovedPastExpiry } from './time-moves';

const NOW = new Date('2026-11-24T10:00:00Z');
const second = (offset: number) => toEpochSeconds(addSeconds(NOW, offset));
const ACCESS = { kind: 'access', issuedAt: second(-10), expiresAt: second(290) } as const;

test('a session that was never moved expires no token', () => {
  expect(isMovedPastExpiry(ACCESS, { timeMoves: null }, addSeconds(NOW, 1000))).toBe(false);
});

test('a token expires in the second that its lifetime, moves included, is over', () => {
  const moved = (seconds: number) => ({ timeMoves: [{ at: second(-5), seconds }] });
  expect(isMovedPastExpiry(ACCESS, moved(289), NOW)).toBe(false);
  expect(isMovedPastExpiry(ACCESS, moved(290), NOW)).toBe(true);
  expect(isMovedPastExpiry(ACCESS, moved(289), addSeconds(NOW, 1))).toBe(true);
});

test('moves add up, and those before a token was issued do not count', () => {
  const [before, first, later] = [second(-11), second(-10), second(-1)].map((at) => ({ at, seconds: 200 }));
  expect(isMovedPastExpiry(ACCESS, { timeMoves: [before, first] }, NOW)).toBe(false);
  expect(isMovedPastExpiry(ACCESS, { timeMoves: [before, first, later] }, NOW)).toBe(true);
});

test('a refresh token expires with its session alone', () => {
  const timeMoves = [{ at: second(-1), seconds: 100_000 }];
  expect(isMovedPastExpiry({ ...ACCESS, kind: 'refresh' }, { timeMoves }, NOW)).toBe(false);
});
