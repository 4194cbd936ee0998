import { expect, test } from 'playwright/test';
import { safeNextPath, withEncodedNext } from './next-path';

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

for (const path of ['/app/?a=1', '/app/a%20b?c=%26&d=1+2&e=?', '/app/?next=/b?c&d', '/app/?', '/\\evil.example?a&b']) {
  test(`a proxy's ?next=${path} is that path to its end`, () => {
    expect(new URLSearchParams(withEncodedNext(`?next=${path}`)).get('next')).toBe(path);
  });
}

for (const query of [
  '',
  '?next=/account/',
  '?next=/app/a%20b&utm=1',
  '?next=/app/&from=/mail?id',
  '?next=%2Fapp%2F%3Fa%3D1%26b%3D2',
  '?next=/app/%3Fa%3D1%26b%3D2',
  '?from=mail&next=/app/?a&b',
]) {
  test(`the query ${query} stays as it is`, () => expect(withEncodedNext(query)).toBe(query));
}
