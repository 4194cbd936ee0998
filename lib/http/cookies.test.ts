import { expect, test } from 'playwright/test';
import { readCookie, setCookie } from './cookies';

const cases: [title: string, header: string | null, expected: string | undefined][] = [
  ['is found among others', 'a=1; postern_session=abc; b=2', 'abc'],
  ['keeps what follows a second equals sign', 'postern_session=abc==', 'abc=='],
  ['is not decoded', 'postern_session=%61bc', '%61bc'],
  ['is absent without a header', null, undefined],
  ['is not another of a longer name', 'x_postern_session=abc; postern_session2=abc', undefined],
  ['is none where two have its name', 'postern_session=abc; postern_session=def', undefined],
  ['is none where the same value stands twice', 'postern_session=abc; a=1; postern_session=abc', undefined],
  ['is none where one of two is empty', 'postern_session=; postern_session=abc', undefined],
];

for (const [title, header, expected] of cases) {
  test(`cookie › ${title}`, () => expect(readCookie(header, 'postern_session')).toBe(expected));
}

test('cookie › has the same attributes in the same order, with Secure on https', () => {
  expect(setCookie('postern_flash', 'abc', { maxAgeSeconds: 60, isHttps: false })).toBe(
    'postern_flash=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Lax',
  );
  expect(setCookie('__Host-postern_session', '', { maxAgeSeconds: 0, isHttps: true })).toBe(
    '__Host-postern_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
  );
});

test('cookie › without a Max-Age is gone once the browser is closed', () => {
  expect(setCookie('postern_session', 'abc', { maxAgeSeconds: null, isHttps: false })).toBe(
    'postern_session=abc; Path=/; HttpOnly; SameSite=Lax',
  );
});
