import { expect, test } from 'playwright/test';
import { safeNextPath } from './next-path';

for (const path of ['/account/', '/', '/a/b?c=d&e=%2Fpath#f', '/caf%C3%A9/', '/search?u=https://example.com/']) {
  test(`${path} is a path of this origin`, () => expect(safeNextPath(path)).toBe(path));
}

for (const value of [
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/%09/evil.example',
  '/%2509/evil.example',
  '/%2f/evil.example',
  '/%2F%2Fevil.example',
  '/%252f/evil.example',
  '/%5cevil.example',
  '/%255cevil.example',
  '/a//evil.example',
  '/.//evil.example',
  '/..//evil.example',
  'https://evil.example/',
  'https:evil.example',
  'javascript:alert(1)',
  'user@evil.example',
  '@evil.example',
  ' /account/',
  '/account/\n',
  'account/',
  '',
  `/${'a'.repeat(2000)}`,
  undefined,
  null,
  ['/account/'],
  { path: '/account/' },
]) {
  test(`${JSON.stringify(value)} leads nowhere`, () => expect(safeNextPath(value)).toBeUndefined());
}
