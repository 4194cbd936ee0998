import { expect, test } from 'playwright/test';
import { describeUserAgent } from './user-agent';

for (const [userAgent, words] of [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on iOS',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Chrome on Windows',
  ],
  ['curl/8.5.0', 'curl/8.5.0'],
  ['python-requests/2.32.3', 'python-requests/2.32.3'],
  ['<script>alert(1)</script>', null],
  ['Your account is locked, call +1 555 0100 now/1 (Windows NT 10.0)', null],
  ['', null],
  [undefined, null],
] as const) {
  test(`${userAgent} is told as ${words}`, () => {
    expect(describeUserAgent(userAgent)).toBe(words);
  });
}

test('what a program says of itself at length is cut', () => {
  expect(describeUserAgent(`x/${'1'.repeat(100_000)}`)?.length ?? 0).toBeLessThan(80);
});
