import { expect, test } from 'playwright/test';
import { normalizeRequest } from './normalize-request';

const plan = (target: string, method = 'POST') => normalizeRequest({ method, target, misdirection: null });
const NOT_FOUND = { url: '/auth/-/', method: 'POST', error: 'not_found' };

for (const target of ['/auth/token/', '/auth/token', '/auth/token/?x=%ff', '/_next/static/chunks/a%5Bb%5D.js?dpl=1']) {
  test(`${target} goes on as it came`, () => {
    expect(plan(target, 'GET')).toEqual({ url: target, method: 'GET', error: null });
  });
}

test("the prefix of Postern's own files is taken off, and off nothing else", () => {
  const files = ['/_next/static/chunks/a%5Bb%5D.js?dpl=1', '/_next/static/x.js', '/_next/'];
  for (const file of files) expect(plan(`/postern${file}`, 'GET')).toEqual({ url: file, method: 'GET', error: null });
  expect(plan('http://a.example/postern/_next/x.js', 'GET').url).toBe('/_next/x.js');
  for (const target of ['/postern/login/', '/postern/', '/postern/auth/token/', '/a/postern/_next/x.js']) {
    expect(plan(target, 'GET').url).toBe(target);
  }
  for (const target of ['/postern/_next/../auth/token/', '/postern/_next//x.js', '/postern/_next/%2e%2e/x.js']) {
    expect(plan(target, 'GET').url).toBe('/-/');
  }
});

for (const target of [
  '//auth//token/',
  '/auth//token/',
  '/auth/%74oken/',
  '/%61uth/token/',
  '/auth/./token/',
  '/auth/x/../token/',
  '/auth/token/..',
  '/auth\\token/',
  '/auth/%ff/',
  '*',
  'auth/token/',
]) {
  test(`${target} is no path of ours`, () => expect(plan(target)).toEqual(NOT_FOUND));
}

for (const target of ['/login//', '//login/', '/caf%C3%A9/', '/%ff/', '/a/../login/', '/log%69n/']) {
  test(`${target} is no page, which a page says`, () => {
    expect(plan(target, 'GET')).toEqual({ url: '/-/', method: 'GET', error: null });
    expect(plan(target, 'POST')).toEqual(NOT_FOUND);
  });
}

for (const target of ['//auth//token/', '/%61uth/token/', '/auth\\token/', '/auth/%ff/', '//mailbox/messages/']) {
  test(`${target} is answered as the API also to a GET`, () => expect(plan(target, 'GET')).toEqual(NOT_FOUND));
}

const TOKEN = 'aB3_x-Zz';

for (const spelling of [
  `/verify%2Demail/${TOKEN}/`,
  `/%76erify-email/${TOKEN}`,
  `/verify-email/%61B3%5fx%2dZz/`,
  `/verify-email%2F${TOKEN}%2F`,
  ...['>', '%3E', '.', '%2E', ',', ')', ').', '%29%2c', ';', '"', '%20'].flatMap((mark) => [
    `/verify-email/${TOKEN}${mark}`,
    `/verify-email/${TOKEN}/${mark}`,
    `/verify-email/${TOKEN}${mark}/`,
  ]),
]) {
  test(`the page of a mailed link is found under ${spelling}, by those who look`, () => {
    for (const method of ['GET', 'HEAD']) {
      expect(plan(`${spelling}?from=mail`, method)).toEqual({
        url: `/verify-email/${TOKEN}/?from=mail`,
        method,
        error: null,
      });
    }
    expect(plan(spelling, 'POST').error).not.toBeNull();
  });
}

test('a mailed link of the API is found in its one spelling, and a mark behind its token is part of it', () => {
  for (const path of [`/auth/verify%2Demail/${TOKEN}/`, `/auth%2Fverify-email/${TOKEN}/`]) {
    for (const method of ['GET', 'POST']) expect(plan(path, method)).toEqual(NOT_FOUND);
  }
  for (const path of [`/auth/verify-email/${TOKEN}%3E/`, `/auth/verify-email/${TOKEN}.`]) {
    expect(plan(path)).toEqual({ url: path, method: 'POST', error: null });
  }
});

test('no other page is found under another spelling, nor a link below another path', () => {
  for (const path of ['/verify-email//x/', '/a/../verify-email/x/', '/x/verify%2Demail/x/', '/verify%252Demail/x/']) {
    expect(plan(path, 'GET')).not.toMatchObject({ url: expect.stringContaining('verify-email/x/') });
  }
});

test('a mailed link that was mangled on its way leads to the page of a dead link', () => {
  for (const target of [
    '/reset-password/%ff/',
    '/reset-password/abc%3D',
    '/reset-password/a%2fb/',
    '/reset%2Dpassword/abc=/',
    '/reset-password/%2541bc/',
  ]) {
    expect(plan(target, 'GET')).toEqual({ url: '/reset-password/-/', method: 'GET', error: null });
  }
});

test('a reset token that is undecodable or spelt strangely is a dead token, not a missing path', () => {
  expect(plan('/auth/reset-password/a%2fb/').url).toBe('/auth/reset-password/-/');
  expect(plan('/auth/reset-password/%00/').url).toBe('/auth/reset-password/-/');
  expect(plan('/auth/reset-password/%ff/').url).toBe('/auth/reset-password/-/');
  expect(plan('/auth/reset-password/%ff').url).toBe('/auth/reset-password/-/');
});

test('the host of an absolute-form target counts for nothing', () => {
  expect(plan('http://evil.example/auth/token/?a=b').url).toBe('/auth/token/?a=b');
  expect(plan('http://evil.example', 'GET').url).toBe('/');
});

test('a method Next cannot bear is shown to it as POST', () => {
  expect(plan('/auth/token/', 'TRACE')).toEqual({ url: '/auth/token/', method: 'POST', error: null });
});

test('a page takes GET and HEAD', () => {
  expect(plan('/login/', 'HEAD').error).toBeNull();
  expect(plan('/login/', 'POST').error).toBe('method_not_allowed');
  expect(plan('/mailbox/', 'DELETE').error).toBe('method_not_allowed');
});

test('without documentation its pages and files are as unknown as any other', () => {
  const withoutDocs = (target: string, method = 'GET') =>
    normalizeRequest({ method, target, misdirection: null, hasDocs: false });
  for (const target of ['/docs', '/docs/', '/docs/api/?a=b', '/docs/settings/', '/docs/assets/swagger-ui-1/a.css']) {
    expect(withoutDocs(target)).toEqual({ url: '/-/', method: 'GET', error: null });
    expect(plan(target, 'GET').url).toBe(target);
  }
  expect(withoutDocs('/docs/', 'POST').error).toBe('method_not_allowed');
  expect(withoutDocs('/docsx/').url).toBe('/docsx/');
});

for (const misdirection of ['misdirected', 'other_host', 'foreign_origin'] as const) {
  test(`a request that is ${misdirection} is refused everywhere but at the health checks`, () => {
    const error = (target: string) => normalizeRequest({ method: 'GET', target, misdirection }).error;
    for (const target of ['/login/', '/auth/%ff/', '/nothing/', '/mailbox/', '/_next/static/x.js']) {
      expect(error(target)).toBe(misdirection);
    }
    expect(error('/health/ready/')).toBeNull();
  });
}

test('only the error of a page is for people', () => {
  const isPage = (method: string, target: string) =>
    normalizeRequest({ method, target, misdirection: 'foreign_origin' }).isPage;
  expect([isPage('GET', '/login/'), isPage('HEAD', '/mailbox/')]).toEqual([true, true]);
  expect([isPage('POST', '/login/'), isPage('GET', '/auth/me/')]).toEqual([false, false]);
  expect(isPage('GET', '/mailbox/messages/')).toBe(false);
});

test('a page reads a `next` that its proxy could not encode to the end; the API reads a query as it stands', () => {
  expect(plan('/login/?next=/app/?a=1&b=2', 'GET').url).toBe('/login/?next=%2Fapp%2F%3Fa%3D1%26b%3D2');
  expect(plan('/auth/me/?next=/app/?a=1&b=2', 'GET').url).toBe('/auth/me/?next=/app/?a=1&b=2');
});
