import { expect, test } from 'playwright/test';
import { readSubject, type Subject } from './read-subject';

const TOKEN = `${'-_'.repeat(21)}A`;

const ROWS: [text: string, subject: Subject][] = [
  ['eyJh.eyJi.c-d', { kind: 'jwt', jwt: 'eyJh.eyJi.c-d' }],
  ['Bearer eyJh.eyJi.cd', { kind: 'jwt', jwt: 'eyJh.eyJi.cd' }],
  ['Authorization: bearer eyJh.eyJi.cd', { kind: 'jwt', jwt: 'eyJh.eyJi.cd' }],
  [' eyJh.ey\n  Ji.cd\n', { kind: 'jwt', jwt: 'eyJh.eyJi.cd' }],
  ['eyJhbGciOiJFUzI1NiJ9', { kind: 'jwt', jwt: 'eyJhbGciOiJFUzI1NiJ9' }],
  ['a.b', { kind: 'jwt', jwt: 'a.b' }],
  [TOKEN, { kind: 'opaque', token: TOKEN }],
  [`https://auth.example.com/reset-password/${TOKEN}/`, { kind: 'opaque', token: TOKEN }],
  [`https://app.example.com/reset?token=${TOKEN}&x=1`, { kind: 'opaque', token: TOKEN }],
  [`com.example.app://reset/${TOKEN}`, { kind: 'opaque', token: TOKEN }],
  [`__Host-postern_session=${TOKEN}`, { kind: 'opaque', token: TOKEN }],
  [`Cookie: postern_session=${TOKEN}`, { kind: 'opaque', token: TOKEN }],
  ['the-wrong-guess', { kind: 'request', requestId: 'the-wrong-guess' }],
  ['X-Request-Id: gN7pAbCdEfGhIjKl', { kind: 'request', requestId: 'gN7pAbCdEfGhIjKl' }],
  [TOKEN.slice(1), { kind: 'request', requestId: TOKEN.slice(1) }],
  ['hello!', { kind: 'neither', length: 6 }],
  ['short', { kind: 'neither', length: 5 }],
  ['', { kind: 'neither', length: 0 }],
];

for (const [text, subject] of ROWS) {
  test(`"${text}" is read as ${subject.kind}`, () => expect(readSubject(text)).toEqual(subject));
}
