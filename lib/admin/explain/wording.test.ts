import { expect, test } from 'playwright/test';
import { duration, toReason } from './wording';

for (const [seconds, words] of [
  [0, '0 seconds'],
  [1, '1 second'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [7199, '119 minutes'],
  [7200, '2 hours'],
  [172_799, '47 hours'],
  [172_800, '2 days'],
] as const) {
  test(`${seconds} s is "${words}"`, () => expect(duration(seconds)).toBe(words));
}

test('a reason names the cause in words, with both values', () => {
  const problem = { cause: 'expired', found: '10:00', expected: 'later than 10:05', seconds: 300 } as const;
  expect(toReason(problem)).toEqual({
    cause: 'expired',
    message: 'The token expired 5 minutes ago, by the clock of this machine.',
    found: '10:00',
    expected: 'later than 10:05',
  });
});
