import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { Vault } from '../crypto/vault';
import type { FormResult } from '../form-result';
import { openFlash, sealFlash } from './flash';

const vault = new Vault(['a secret that has at least thirty-two bytes']);
const now = new Date('2026-11-27T12:00:00Z');

const refusal = (values: Record<string, string>, body: Record<string, string[]> = {}): FormResult => ({
  kind: 'error',
  form: 'register',
  code: 'invalid_fields',
  body,
  email: 'ann@example.com',
  typed: { values, lost: [] },
});

function throughCookie(result: FormResult): FormResult | null {
  const cookie = sealFlash(vault, result, now);
  expect(cookie.length).toBeLessThanOrEqual(2560);
  return openFlash(vault, cookie, now);
}

const noise = (length: number) => randomBytes(length).toString('base64url').slice(0, length);

test('what was typed comes back', () => {
  const result = refusal({ name: 'Ann 😀', newsletter: 'true' }, { name: ['No.'] });
  expect(throughCookie(result)).toEqual(result);
});

test('a long text that repeats itself comes back whole', () => {
  const result = refusal({ essay: 'All work and no play makes Jack a dull boy. '.repeat(45) });
  expect(throughCookie(result)).toEqual(result);
});

test('of more than there is room for, the shortest come back, and the others are named', () => {
  const [name, city] = ['Ann', noise(600)];
  const opened = throughCookie(refusal({ essay: noise(2000), name, city }, { name: ['No.'] }));
  expect(opened).toEqual({
    ...refusal({ name, city }, { name: ['No.'] }),
    typed: { values: { name, city }, lost: ['essay'] },
  });
});

test('a sentence that quotes a long value is cut, so that all errors are there', () => {
  const names = Array.from({ length: 20 }, (_, index) => `${noise(37)}_${index}`);
  const sentence = () => `"${noise(15_000)}" is not a valid choice.`;
  const opened = throughCookie(refusal({}, Object.fromEntries(names.map((each) => [each, [sentence()]]))));
  expect(opened?.kind === 'error' && Object.keys(opened.body)).toEqual(names);
});

test('every result of a form fits', () => {
  const text = fc.string({ unit: 'binary', maxLength: 3000 }).map((each) => each.toWellFormed());
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_]{0,39}$/), text, { maxKeys: 20 }), (values) => {
      const opened = throughCookie(refusal(values));
      expect(opened?.kind === 'error' && opened.typed).toBeTruthy();
    }),
    { numRuns: 50 },
  );
});
