import { expect, test } from 'playwright/test';
import { isCommonPassword, isLikeCommonPassword } from './hashing/common-passwords';
import { passwordProblems } from './password-policy';

const rules = {
  minLength: 8,
  productNames: ['Postern', 'login.example.com'],
  isCommon: isCommonPassword,
  isLikeCommon: isLikeCommonPassword,
};
const problems = (password: string, email: string | null = 'ada.lovelace@example.com') =>
  passwordProblems(password, email, rules);

const SHORT = 'This password is too short. It must contain at least 8 characters.';
const LONG = 'Ensure this field has no more than 256 characters.';
const COMMON = 'This password is too common.';
const LIKE_EMAIL = 'The password is too similar to the email.';
const LIKE_PRODUCT = "The password is too similar to the product's name.";

const cases: [password: string, expected: string[]][] = [
  ['new_password', []],
  ['new_secure_password', []],
  ['user_password', []],
  ['        ', [COMMON]],
  ['zzzzzzzzzzzz', [COMMON]],
  ['🔑🔑🔑🔑🔑🔑🔑🔑', [COMMON]],
  ['zzzzzzzzzzzy', []],
  ['zzz', [SHORT]],
  [' ', [SHORT]],
  ['ab12!', [SHORT]],
  ['correct horse battery', []],
  ['пароль-для-всех', []],
  ['x7#kQ2!', [SHORT]],
  ['🔑🔒🔑🔒', [SHORT]],
  ['🔑🔒🔑🔒🔑🔒🔑🔒', []],
  ['éàéàéàé', [SHORT]],
  ['a'.repeat(257), [LONG]],
  [`${'a1'.repeat(127)}🔑z`, []],
  ['password', [COMMON]],
  ['PassWord', [COMMON]],
  ['123456', [SHORT, COMMON]],
  ['Password1!', [COMMON]],
  ['P@ssw0rd1', [COMMON]],
  ['Summer2026!', [COMMON]],
  ['dr4g0n!!', [COMMON]],
  ['acc3$$99', [COMMON]],
  ['ch1ck3n!!1', [COMMON]],
  ['1otus-basin', []],
  ['summer2026rain', []],
  ['my dragon is 7', []],
  ['ada.lovelace@example.com', [LIKE_EMAIL]],
  ['ADA.LOVELACE', [LIKE_EMAIL]],
  ['12ada.lovelace2026', [LIKE_EMAIL]],
  ['ada.lovelace!', []],
  ['postern2026', [LIKE_PRODUCT]],
  ['99Postern99', [LIKE_PRODUCT]],
  ['Login.Example.com1', [LIKE_PRODUCT]],
  ['login.example.community', []],
  ['posternity', []],
];

for (const [password, expected] of cases) {
  test(`${password.slice(0, 30)} (${password.length}): ${expected.join(' ') || 'may be chosen'}`, () => {
    expect(problems(password)).toEqual(expected);
  });
}

test('an unknown email is compared with nothing', () => expect(problems('ada.lovelace', null)).toEqual([]));

test('every reason is told at once', () => {
  expect(passwordProblems('qwerty', 'qwerty@example.com', rules)).toEqual([SHORT, COMMON, LIKE_EMAIL]);
});
