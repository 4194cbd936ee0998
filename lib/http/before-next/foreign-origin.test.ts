import { expect, test } from 'playwright/test';
import { findForeignOrigin } from './foreign-origin';

const LISTED = ['https://app.example', 'capacitor://localhost'];

const isAnswered = (host: string) => host === 'postern:3000';

const find = (headers: Parameters<typeof findForeignOrigin>[0]) => findForeignOrigin(headers, LISTED, isAnswered);
const ofOrigin = (origin: string) => find({ origin });
const ofReferer = (referer: string) => find({ referer });

const LOOPBACK = [
  'http://localhost:3000',
  'https://localhost',
  'http://localhost:5173',
  'HTTP://LOCALHOST:3000',
  'http://localhost.:3000',
  'http://app.localhost:8080',
  'http://127.0.0.1:3000',
  'http://127.8.9.10',
  'http://[::1]:3000',
  'http://[::ffff:127.0.0.1]:3000',
  'http://[::FFFF:7F00:1]',
];

const FOREIGN = [
  'https://login.example.com',
  'https://app.example:8443',
  'http://app.example',
  'https://app.example.evil.example',
  'http://localhost.evil.example',
  'http://localhost:3000.evil.example',
  'http://notlocalhost:3000',
  'http://127.0.0.1.evil.example',
  'http://192.168.0.7:3000',
  'http://[::2]:3000',
  'http://[::ffff:192.0.2.1]',
  'tauri://localhost',
  'chrome-extension://abcdefghijklmnop',
];

for (const origin of LOOPBACK) {
  test(`an origin of this machine is not foreign: ${origin}`, () => {
    expect([ofOrigin(origin), ofReferer(origin), ofReferer(`${origin}/login/?a=https://evil.example`)]).toEqual([
      null,
      null,
      null,
    ]);
  });
}

for (const origin of FOREIGN) {
  test(`an origin that is neither of this machine nor listed is foreign: ${origin}`, () => {
    expect([ofOrigin(origin), ofReferer(origin)]).toEqual([origin, origin]);
  });
}

test('an origin of CORS_ORIGINS is not foreign', () => {
  for (const origin of [...LISTED, 'https://APP.example']) {
    expect([ofOrigin(origin), ofReferer(`${origin}/page`)]).toEqual([null, null]);
  }
});

test('what names no host is not foreign: an opaque origin, a file, a path, nothing', () => {
  for (const text of ['null', '', 'file://', 'file:///home/ada/app.html', 'about:blank', '/login/', 'x', '//x']) {
    expect([ofOrigin(text), ofReferer(text)], text).toEqual([null, null]);
  }
  expect(find({})).toBeNull();
});

test('a Referer counts beside an Origin, and only by its host', () => {
  const origin = 'http://localhost:3000';
  expect(find({ origin, referer: 'https://evil.example/a?b=c' })).toBe('https://evil.example');
  expect(find({ origin: 'null', referer: 'https://evil.example/' })).toBe('https://evil.example');
  expect(ofReferer('http://localhost@evil.example/')).toBe('http://evil.example');
  expect(ofReferer('http://evil.example?@localhost/')).toBe('http://evil.example');
  expect(ofReferer('http://evil.example\\@localhost/')).toBe('http://evil.example');
  expect(ofReferer('http://ada@localhost:3000/')).toBeNull();
  expect(ofOrigin('http://localhost:3000, https://evil.example')).not.toBeNull();
});

test('a page under another name of this server is not foreign, and under that name only', () => {
  expect(ofOrigin('http://postern:3000')).toBeNull();
  expect(ofReferer('HTTP://Postern:3000/login/?next=%2F')).toBeNull();
  for (const origin of ['http://postern:3001', 'http://postern', 'http://a.postern:3000', 'tauri://postern:3000']) {
    expect(ofOrigin(origin)).toBe(origin);
  }
});
