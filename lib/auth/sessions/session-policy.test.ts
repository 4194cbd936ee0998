import { expect, test } from 'playwright/test';
import {
  absoluteExpiry,
  classifyRefreshToken,
  idleExpiry,
  isKeptSession,
  needsExtension,
  sessionState,
} from './session-policy';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const lifetimes = { refreshTokenSeconds: 1000, sessionMaxSeconds: 5000 };

test('a session ends some time after its last use, and never after its absolute end', () => {
  expect(idleExpiry(at(100), at(5000), lifetimes)).toEqual(at(1100));
  expect(idleExpiry(at(4500), at(5000), lifetimes)).toEqual(at(5000));
});

test('a session that ends with its browser lasts twelve hours at most', () => {
  const long = { ...lifetimes, sessionMaxSeconds: 7_776_000 };
  expect(absoluteExpiry(at(0), true, long)).toEqual(at(7_776_000));
  expect(absoluteExpiry(at(0), false, long)).toEqual(at(43_200));
  expect(absoluteExpiry(at(0), false, lifetimes)).toEqual(at(5000));
});

test('how long a session lasts tells whether it is kept, where people are asked', () => {
  const short = { createdAt: at(0), absoluteExpiresAt: at(43_200) };
  const long = { createdAt: at(0), absoluteExpiresAt: at(43_201) };
  expect(isKeptSession(short, { sessionCookie: 'ask' })).toBe(false);
  expect(isKeptSession(long, { sessionCookie: 'ask' })).toBe(true);
  expect(isKeptSession(short, { sessionCookie: 'keep' })).toBe(true);
});

test('a session is live, ended, or expired to the millisecond', () => {
  expect(sessionState({ endedAt: null, expiresAt: at(10) }, at(9))).toBe('live');
  expect(sessionState({ endedAt: null, expiresAt: at(10) }, at(10))).toBe('expired');
  expect(sessionState({ endedAt: at(5), expiresAt: at(10) }, at(6))).toBe('ended');
});

test('a use is noted to the minute, or to a hundredth of a short idle time', () => {
  expect(needsExtension(at(0), at(9), lifetimes)).toBe(false);
  expect(needsExtension(at(0), at(10), lifetimes)).toBe(true);
  expect(needsExtension(at(0), at(59), { ...lifetimes, refreshTokenSeconds: 1_209_600 })).toBe(false);
  expect(needsExtension(at(0), at(60), { ...lifetimes, refreshTokenSeconds: 1_209_600 })).toBe(true);
});

const family = { refreshJti: 'c', previousRefreshJti: 'b', refreshIssuedAt: at(0), refreshPresentedAt: null };

test('the current refresh token is exchanged', () => {
  expect(classifyRefreshToken(family, 'c', at(9999), 30)).toBe('current');
});

test('the previous token gets the same successor within the reuse time', () => {
  const seen = { ...family, refreshPresentedAt: at(1) };
  expect(classifyRefreshToken(seen, 'b', at(30), 30)).toBe('previous');
  expect(classifyRefreshToken(seen, 'b', at(31), 30)).toBe('reused');
});

test('after the reuse time the previous token is late while its successor has never been presented', () => {
  expect(classifyRefreshToken(family, 'b', at(30), 30)).toBe('previous');
  expect(classifyRefreshToken(family, 'b', at(31), 30)).toBe('late-previous');
  expect(classifyRefreshToken(family, 'b', at(86_400), 30)).toBe('late-previous');
});

test('an older token is reused, at once', () => {
  expect(classifyRefreshToken(family, 'a', at(1), 30)).toBe('reused');
});

test('a token from before a new family is superseded, and ends no session', () => {
  expect(classifyRefreshToken({ ...family, previousRefreshJti: null }, 'b', at(1), 30)).toBe('superseded');
});

test('in a session without refresh tokens every one is reused', () => {
  const browser = { refreshJti: null, previousRefreshJti: null, refreshIssuedAt: null, refreshPresentedAt: null };
  expect(classifyRefreshToken(browser, 'a', at(1), 30)).toBe('reused');
});
