import { expect, test } from 'playwright/test';
import { mailBudgetEnd, recipientBudgetEnd, waitSecondsAfter } from './policy';

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
  expect(mailBudgetEnd([], at(10))).toBeNull();
  expect(mailBudgetEnd([at(10)], at(10, 59))).toEqual(at(11));
  expect(mailBudgetEnd([at(10)], at(11))).toBeNull();
});

test('and five times an hour', () => {
  const sent = [at(9), at(7), at(5), at(3), at(1)];
  expect(mailBudgetEnd(sent, at(20))).toEqual(new Date(Date.UTC(2026, 0, 1, 13, 1)));
  expect(mailBudgetEnd(sent.slice(0, 4), at(20))).toBeNull();
  expect(mailBudgetEnd(sent, new Date(Date.UTC(2026, 0, 1, 13, 1)))).toBeNull();
});

test('a mail that a clock ahead of its time sent does not count', () => {
  expect(mailBudgetEnd([at(50)], at(10))).toBeNull();
  expect(mailBudgetEnd([at(50), at(10)], at(10, 30))).toEqual(at(11));
});

const day = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours));

test('an address is sent ten mails an hour', () => {
  const mails = Array.from({ length: 10 }, (_, index) => at(30 - index)); // 12:30, 12:29 … 12:21
  expect(recipientBudgetEnd([], at(30))).toBeNull();
  expect(recipientBudgetEnd(mails.slice(0, 9), at(30))).toBeNull();
  expect(recipientBudgetEnd(mails, at(30))).toEqual(at(81));
  expect(recipientBudgetEnd(mails, at(81))).toBeNull();
});

test('and thirty a day', () => {
  const mails = Array.from({ length: 30 }, (_, index) => at(-60 * Math.floor(index / 9), -index));
  expect(recipientBudgetEnd(mails.slice(0, 29), at(60))).toBeNull();
  expect(recipientBudgetEnd(mails, at(61))).toEqual(at(24 * 60 - 180, -29));
});

test('what waits for its time counts before it and after it', () => {
  const sent = Array.from({ length: 10 }, () => at(0));
  const first = recipientBudgetEnd(sent, at(1)) ?? at(0);
  expect(first).toEqual(day(13));
  // Nine more fit beside it, and the one after them not before an hour has passed.
  const waiting = Array.from({ length: 10 }, () => first);
  expect(recipientBudgetEnd([...waiting.slice(1), ...sent], at(2))).toEqual(day(13));
  expect(recipientBudgetEnd([...waiting, ...sent], at(2))).toEqual(day(14));
  expect(recipientBudgetEnd([...waiting, ...sent], at(60))).toEqual(day(14));
});
