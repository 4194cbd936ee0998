import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { parseUserFields } from './parse-user-fields';
import { changedFields, formerFields, mergeProfile, readProfile } from './stored-profile';

const FIELDS = parseUserFields({
  name: { type: 'text', maxLength: 5 },
  seats: { type: 'integer', max: 9 },
  plan: { type: 'choice', choices: { free: 'Free' }, default: 'free' },
});
const NOTHING = { name: null, seats: null, plan: null };

test('what is a value of its field is shown', () => {
  expect(readProfile(FIELDS, { name: 'Ann', seats: 3, plan: 'free' })).toEqual({ name: 'Ann', seats: 3, plan: 'free' });
});

test('a field that was added, and a value that no longer fits, is null', () => {
  expect(readProfile(FIELDS, {})).toEqual(NOTHING);
  expect(readProfile(FIELDS, { name: 'too long', seats: '3', plan: 'gold' })).toEqual(NOTHING);
});

test('whatever is stored is read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.object({ key: fc.constantFrom('name', 'seats', 'plan') })), (stored) => {
      expect(Object.keys(readProfile(FIELDS, stored))).toEqual(['name', 'seats', 'plan']);
    }),
  );
});

test('a change is what has another value than is stored', () => {
  const stored = { name: 'Ann', gone: 1 };
  expect(changedFields(stored, { name: 'Ann', seats: null, plan: 'free' })).toEqual(['plan']);
  expect(mergeProfile(stored, { plan: 'free' })).toEqual({ name: 'Ann', gone: 1, plan: 'free' });
  expect(changedFields(null, { name: 'Ann' })).toEqual(['name']);
});

test('what a removed field had is kept', () => {
  expect(formerFields(FIELDS, { name: 'Ann', gone: 1 })).toEqual({ gone: 1 });
});
