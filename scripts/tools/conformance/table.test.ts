import { expect, test } from 'playwright/test';
import { Table, wrap } from './table.mjs';

test('a text is broken between words, and within a word that is too long', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('one two', 20)).toEqual(['one two']);
  expect(wrap('onetwothree', 4)).toEqual(['onet', 'woth', 'ree']);
  expect(wrap('', 4)).toEqual(['']);
});

test('a table has a title for each group, and rows of as many lines as their longest cell', () => {
  let printed = '';
  const table = new Table((text) => {
    printed += text;
  }, 80);
  const row = { group: 'Sign-in', expected: '200 {access, refresh}', seen: '200 {access, refresh}' } as const;
  table.add({ ...row, feature: 'email and password', verdict: 'ok' });
  table.add({ ...row, feature: 'username', seen: '400 email: This field is required.', verdict: 'differs' });
  expect(printed.split('\n')).toEqual([
    'feature                         expected            seen                verdict',
    '',
    'SIGN-IN',
    'email and password              200 {access,        200 {access,        ok',
    '                                refresh}            refresh}',
    'username                        200 {access,        400 email: This     differs',
    '                                refresh}            field is required.',
    '',
  ]);
});
