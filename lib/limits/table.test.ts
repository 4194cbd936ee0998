import { expect, test } from 'playwright/test';
import { waitSecondsAfter } from './table';

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
    expect(waitSecondsAfter(failures)).toBe(seconds);
  });
}
