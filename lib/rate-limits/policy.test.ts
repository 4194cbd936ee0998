import { expect, test } from 'playwright/test';
import { nextMailAllowedAt, nextRecipientMailAt, waitSecondsAfter } from './policy';

for (const [failures, seconds] of [
  [0, 0],
  [9, 0],
  [10, 30],
  [11, 60],
  [12, 120],
  [16, 1920],
  [17, 3600],
  [18, 3600],
  [99, 3600],
  [100, 2_592_000],
  [101, 2_592_000],
] as const) {
  test(`after ${failures} failures in a row one waits ${seconds} s`, () => {
    expect(waitSecondsAfter(failures, { isKnown: false })).toBe(seconds);
    expect(waitSecondsAfter(failures, { isKnown: true })).toBe(Math.min(seconds, 3600));
  });
}

const at = (minutes: number, seconds = 0) => new Date(Date.UTC(2026, 0, 1, 12, minutes, seconds));

test('a mail of a kind goes out once a minute', () => {
  expect(nextMailAllowedAt([], at(10))).toBeNull();
  expect(nextMailAllowedAt([at(10)], at(10, 59))).toEqual(at(11));
  expect(nextMailAllowedAt([at(10)], at(11))).toBeNull();
});

test('and five times an hour', () => {
  const sent = [at(9), at(7), at(5), at(3), at(1)];
  expect(nextMailAllowedAt(sent, at(20))).toEqual(new Date(Date.UTC(2026, 0, 1, 13, 1)));
  expect(nextMailAllowedAt(sent.slice(0, 4), at(20))).toBeNull();
  expect(nextMailAllowedAt(sent, new Date(Date.UTC(2026, 0, 1, 13, 1)))).toBeNull();
});

test('a mail that a clock ahead of its time sent does not count', () => {
  expect(nextMailAllowedAt([at(50)], at(10))).toBeNull();
  expect(nextMailAllowedAt([at(50), at(10)], at(10, 30))).toEqual(at(11));
});

const day = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours));

test('an address is sent ten mails an hour', () => {
  const mails = Array.from({ length: 10 }, (_, index) => at(30 - index)); // 12:30, 12:29 … 12:21
  expect(nextRecipientMailAt([], at(30))).toBeNull();
  expect(nextRecipientMailAt(mails.slice(0, 9), at(30))).toBeNull();
  expect(nextRecipientMailAt(mails, at(30))).toEqual(at(81));
  expect(nextRecipientMailAt(mails, at(81))).toBeNull();
});

test('and thirty a day', () => {
  const mails = Array.from({ length: 30 }, (_, index) => at(-60 * Math.floor(index / 9), -index));
  expect(nextRecipientMailAt(mails.slice(0, 29), at(60))).toBeNull();
  expect(nextRecipientMailAt(mails, at(61))).toEqual(at(24 * 60 - 180, -29));
});

test('what waits for its time counts before it and after it', () => {
  const sent = Array.from({ length: 10 }, () => at(0));
  const first = nextRecipientMailAt(sent, at(1)) ?? at(0);
  expect(first).toEqual(day(13));
  // Nine more fit beside it, and the one after them not before an hour has passed.
  const waiting = Array.from({ length: 10 }, () => first);
  expect(nextRecipientMailAt([...waiting.slice(1), ...sent], at(2))).toEqual(day(13));
  expect(nextRecipientMailAt([...waiting, ...sent], at(2))).toEqual(day(14));
  expect(nextRecipientMailAt([...waiting, ...sent], at(60))).toEqual(day(14));
});
