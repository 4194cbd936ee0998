import { expect, test } from 'playwright/test';
import { eventsPerSecond, formatNumber, median, quantile } from './statistics';

test('the median is the middle value, or the mean of the two middle ones', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 10, 2])).toBe(3);
  expect(median([])).toBeNaN();
});

test('a quantile is a value that occurred', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile([7], 0.99)).toBe(7);
  expect(quantile([], 0.5)).toBeNaN();
});

test('a rate counts the time from the start to the last event', () => {
  expect(eventsPerSecond([1200, 1100, 1300], 1000)).toBe(10);
  expect(eventsPerSecond([], 1000)).toBeNaN();
});

test('a number has the precision that suits its size', () => {
  expect([12_345.6, 64.21, 0.512].map(formatNumber)).toEqual(['12,346', '64.2', '0.51']);
});
