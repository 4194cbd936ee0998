import { expect, test } from 'playwright/test';
import { withEncodedNext } from './encode-next-query';

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
