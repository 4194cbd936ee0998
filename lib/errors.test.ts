import { expect, test } from 'playwright/test';
import { AuthError, isAuthError } from './errors';

/** The module once more, as another bundle of Next has it. */
const loadCopy = async (): Promise<typeof import('./errors')> => import(`${import.meta.resolve('./errors.ts')}?copy`);

test('an error of another copy of the module is recognized', async () => {
  const copy = await loadCopy();
  expect(copy.AuthError).not.toBe(AuthError);
  expect(isAuthError(new copy.AuthError('not_found'))).toBe(true);
  expect(copy.isAuthError(new AuthError('not_found'))).toBe(true);
});

const others: [title: string, value: unknown][] = [
  ['an error with the name and code of one', Object.assign(new Error('no'), { name: 'AuthError', code: 'not_found' })],
  ['another error', new Error('not_found')],
  ['an object', { code: 'not_found' }],
  ['a text', 'AuthError'],
  ['null', null],
  ['nothing', undefined],
];

for (const [title, value] of others) {
  test(`${title} is not taken for one`, () => expect(isAuthError(value)).toBe(false));
}

test('what recognizes an error is no property that a log line would show', () => {
  expect(Object.keys(new AuthError('not_found')).sort()).toEqual(['code', 'details', 'name']);
});
