import { expect, test } from 'playwright/test';
import { namesMediaType } from './accept';

const naming = [
  'text/html',
  'TEXT/Html',
  ' text/html ',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'application/json, text/html',
  'application/json,text/html;q=0.1',
  'text/html;q=0',
  'application/json, text/html; q=0',
  'text/html;q=high',
  'text/html;q=',
  'text/html;level=1',
  'text/html; charset=utf-8',
  'text/html ;q=1',
  'text/html;',
  'text/html,',
  ', text/html',
  'nonsense, text/html',
  'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2',
  'text/plain;as="a, b", text/html',
  'text/html application/json',
  'text/html/',
  'application/x-text/html',
  '"text/html"',
  '; text/html',
  '*; text/html',
];

for (const accept of naming) {
  test(`Accept: ${accept} names text/html`, () => expect(namesMediaType(accept, 'text/html')).toBe(true));
}

const others = [
  undefined,
  null,
  '',
  ',',
  '*/*',
  '*/*;q=0.8',
  'text/*',
  '*',
  'application/json',
  'application/xhtml+xml',
  'text/plain, */*; q=0.01',
  'html',
  'text/',
  'text/html-sandboxed',
  'text/plain;as=text/html',
  'text/plain;as="text/html"',
  'text/plain;as="a, text/html"',
  'text/plain;as="a, text/html',
];

for (const accept of others) {
  const title = accept === undefined || accept === null ? `${accept}` : `"${accept}"`;
  test(`Accept: ${title} does not name text/html`, () => expect(namesMediaType(accept, 'text/html')).toBe(false));
}

test('Accept with several types names each of them and no type of a longer name', () => {
  expect(namesMediaType('text/html, application/json;q=0.5', 'application/json')).toBe(true);
  expect(namesMediaType('application/json-seq, application/problem+json', 'application/json')).toBe(false);
});
