import { expect, test } from 'playwright/test';
import { toLocalPath } from './local-path';

const PATHS: [string | null, string][] = [
  ['/orders/?page=2', '/orders/?page=2'],
  [null, '/'],
  ['', '/'],
  ['orders', '/'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example/', '/'],
  ['/\t/evil.example/', '/'],
  ['/..//evil.example/', '/'],
  ['javascript:alert(1)', '/'],
];

for (const [given, path] of PATHS) {
  test(`${JSON.stringify(given)} leads to ${path}`, () => {
    expect(toLocalPath(given, new URL('https://app.example'))).toBe(path);
  });
}
