import { expect, test } from 'playwright/test';
import { shareOf } from './worker-place';

const sharesOf = (bound: number, count: number) =>
  Array.from({ length: count }, (_, index) => shareOf(bound, { index, count }));

test('the shares of the workers add up to the bound', () => {
  expect(sharesOf(8, 1)).toEqual([8]);
  expect(sharesOf(8, 2)).toEqual([4, 4]);
  expect(sharesOf(10, 4)).toEqual([3, 3, 2, 2]);
});

test('a worker has a share of at least one', () => {
  expect(sharesOf(2, 3)).toEqual([1, 1, 1]);
});
