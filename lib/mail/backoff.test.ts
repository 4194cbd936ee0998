import { expect, test } from 'playwright/test';
import { nextAttemptDelaySeconds } from './backoff';

test('the delay doubles from two seconds to ten minutes and stays there', () => {
  const delays = [1, 2, 3, 8, 9, 10, 11, 1000].map((attempts) => nextAttemptDelaySeconds(attempts, 0));
  expect(delays).toEqual([2, 4, 8, 256, 512, 600, 600, 600]);
});

test('chance takes off up to half of it', () => {
  expect(nextAttemptDelaySeconds(3, 0.5)).toBe(6);
  expect(nextAttemptDelaySeconds(3, 1)).toBe(4);
});

test('a longer wait that the provider asks for is kept', () => {
  expect(nextAttemptDelaySeconds(1, 0.5, 30)).toBe(30);
  expect(nextAttemptDelaySeconds(1, 0.5, 3600)).toBe(3600);
});

test('a shorter one does not hurry the mail', () => {
  expect(nextAttemptDelaySeconds(9, 0, 1)).toBe(512);
});
