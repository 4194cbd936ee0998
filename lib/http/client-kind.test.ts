import { expect, test } from 'playwright/test';
import { bodyKind, type ClientKind, clientKind, requireOwnNavigation } from './client-kind';

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

const FORM_TYPE = 'application/x-www-form-urlencoded';
const asking = (headers: Record<string, string>, hasBody = true) => ({ headers: new Headers(headers), hasBody });

const supported: [type: string, kind: 'json' | 'form'][] = [
  ['application/json', 'json'],
  ['Application/JSON', 'json'],
  ['application/json;', 'json'],
  ['application/json ; charset=utf-8', 'json'],
  ['application/json;charset=UTF-8', 'json'],
  ['application/json; charset="utf-8"', 'json'],
  ['application/json; charset="Utf8" ; profile=x', 'json'],
  ['application/json; CHARSET=utf8', 'json'],
  ['application/json; profile="a; charset=utf-16"', 'json'],
  ['application/json; charset=utf-8; charset=utf-16', 'json'],
  ['application/json; charset', 'json'],
  [FORM_TYPE, 'form'],
  [`${FORM_TYPE}; charset=UTF-8`, 'form'],
];

for (const [type, kind] of supported) {
  test(`a body of type ${type} is read as ${kind}`, () => {
    expect(bodyKind(asking({ 'Content-Type': type }))).toBe(kind);
  });
}

const unsupported = [
  '',
  'json',
  'application',
  'application/json/x',
  'application/json x',
  'application/json, application/json',
  'application/json\u00a0',
  'application/jsonp',
  'application/problem+json',
  'text/plain;charset=UTF-8',
  'Multipart/Form-Data; boundary=X',
  'application/json; charset=utf-16',
  'application/json; charset = utf-16',
  'application/json; charset=UTF-88',
  'application/json; charset=',
  'application/json; charset=""',
  `application/json; charset='utf-8'`,
  'application/json; charset="utf-16"',
  'application/json; charset="utf-16',
  'application/json; charset="utf-8',
  'application/json; charset="utf-8\\"',
  'application/json; charset="utf-8"x',
  'application/json; charset="utf-8", text/plain',
  'application/json; profile="a; charset=utf-16',
  `${FORM_TYPE}; charset=iso-8859-1`,
];

for (const type of unsupported) {
  test(`a body of type ${type || 'none'} is refused, its type quoted as sent`, () => {
    const read = () => bodyKind(asking({ 'Content-Type': type }));
    expect(read).toThrow(expect.objectContaining({ code: 'unsupported_media_type', details: { mediaType: type } }));
  });
}

test('an empty body has any type', () => {
  expect(bodyKind(asking({ 'Content-Type': 'nonsense; charset="' }, false))).toBe('empty');
});

const ORIGIN = { Origin: 'https://login.example.com' };

const clients: [title: string, headers: Record<string, string>, hasBody: boolean, kind: ClientKind][] = [
  ['JSON of a browser', { 'Content-Type': 'application/json', ...ORIGIN, Accept: 'text/html' }, true, 'api'],
  ['a form body without Accept', { 'Content-Type': FORM_TYPE }, true, 'api'],
  ['a form body with an empty Accept', { 'Content-Type': FORM_TYPE, Accept: '' }, true, 'api'],
  ['a form body that accepts anything', { 'Content-Type': FORM_TYPE, Accept: '*/*' }, true, 'api'],
  ['a form body that accepts any text', { 'Content-Type': FORM_TYPE, Accept: 'text/*' }, true, 'api'],
  ['a form body that accepts JSON', { 'Content-Type': FORM_TYPE, Accept: 'application/json' }, true, 'api'],
  ['a form body that accepts a type like HTML', { 'Content-Type': FORM_TYPE, Accept: 'text/html-x' }, true, 'api'],
  ['a form body that names HTML', { 'Content-Type': FORM_TYPE, Accept: 'text/html' }, true, 'form'],
  ['a form body that names HTML last', { 'Content-Type': FORM_TYPE, Accept: '*/*, text/html;q=0.1' }, true, 'form'],
  ['a form body that names HTML to refuse it', { 'Content-Type': FORM_TYPE, Accept: 'text/html;q=0' }, true, 'form'],
  ['a form body of a browser', { 'Content-Type': FORM_TYPE, ...ORIGIN, Accept: '*/*' }, true, 'form'],
  [
    'a form body of a script',
    { 'Content-Type': FORM_TYPE, ...ORIGIN, Accept: 'Application/JSON;q=0.9, */*' },
    true,
    'enhanced-form',
  ],
  [
    'a form body of a script that accepts a type like JSON',
    { 'Content-Type': FORM_TYPE, ...ORIGIN, Accept: 'application/json-seq' },
    true,
    'form',
  ],
  ['an empty body of a browser', ORIGIN, false, 'form'],
  ['an empty body of a browser with parameters alone', { ...ORIGIN, 'Content-Type': ';charset=utf-8' }, false, 'form'],
  ['an empty body of a browser with another type', { ...ORIGIN, 'Content-Type': 'text/plain' }, false, 'api'],
  ['an empty body of a program', { Accept: 'text/html' }, false, 'api'],
];

for (const [title, headers, hasBody, kind] of clients) {
  test(`${title} is of the kind ${kind}`, () => expect(clientKind(asking(headers, hasBody))).toBe(kind));
}
