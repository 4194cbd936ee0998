import { expect, test } from 'playwright/test';
import { strengthOf } from './password-strength';

const RATED = [
  ['password', 0],
  ['Passw0rd1', 0],
  ['aaaaaaaaaaaaaaaaaaaa', 0],
  ['abcdefghijklmnop', 0],
  ['87654321', 0],
  ['ab1ab1ab1ab1ab1', 0],
  ['qwerty2024', 0],
  ['kopfwehtag', 1],
  ['tulip gate 9', 2],
  ['seven herons over the weir', 3],
  ['a lamp behind the quince', 3],
  ['夜明け前の静かな庭を歩く', 3],
] as const;

for (const [password, strength] of RATED) {
  test(`${password} is rated ${strength}`, () => expect(strengthOf(password)).toBe(strength));
}

test('nothing typed is no strength', () => expect(strengthOf('')).toBe(0));
