import { expect, test } from 'playwright/test';
import { mailBudgetEnd, waitSecondsAfter } from './table';

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
