import { expect, test } from 'playwright/test';
import { requireOwnNavigation } from './client-kind';

const SETTINGS = { isHttps: true };
const COOKIE = { Cookie: '__Host-postern_session=abc' };
const BEARER = { Authorization: 'Bearer abc' };

const cases: [title: string, headers: Record<string, string>, isServed: boolean][] = [
  ['led there by another site', { ...COOKIE, 'Sec-Fetch-Site': 'cross-site' }, false],
  ['led there by a sibling host', { ...COOKIE, 'Sec-Fetch-Site': 'same-site' }, false],
  [
    'led there by another site, with a password of its own',
    { ...COOKIE, 'Sec-Fetch-Site': 'cross-site', Authorization: 'Basic eDp5' },
    false,
  ],
  [
    'of a script of another origin, which may not read it',
    { ...COOKIE, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    true,
  ],
  ['of our own page', { ...COOKIE, 'Sec-Fetch-Site': 'same-origin' }, true],
  ['of our own script', { ...COOKIE, 'Sec-Fetch-Site': 'same-origin', Origin: 'https://login.example.com' }, true],
  ['entered in the address bar', { ...COOKIE, 'Sec-Fetch-Site': 'none' }, true],
  ['of a program that sends the cookie alone', COOKIE, true],
  ['with a Bearer token', { ...COOKIE, ...BEARER, 'Sec-Fetch-Site': 'cross-site' }, true],
  ['without a session', { Cookie: '__Host-postern_device=abc', 'Sec-Fetch-Site': 'cross-site' }, true],
  ['with a cookie that is none of ours', { Cookie: 'postern_session=abc', 'Sec-Fetch-Site': 'cross-site' }, true],
];

for (const [title, headers, isServed] of cases) {
  test(`a download ${title} is ${isServed ? 'served' : 'refused'}`, () => {
    const ask = () => requireOwnNavigation(new Headers(headers), SETTINGS);
    if (isServed) expect(ask).not.toThrow();
    else expect(ask).toThrow(expect.objectContaining({ code: 'cross_origin' }));
  });
}
