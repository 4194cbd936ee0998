import { expect, test } from 'playwright/test';
import { invitedProfile, missingFields } from './invited-profile';
import { parseUserFields } from './parse-user-fields';

const FIELDS = parseUserFields({
  name: { type: 'text', required: true },
  plan: { type: 'choice', choices: { free: 'Free', team: 'Team' }, default: 'free', editable: false },
  seats: { type: 'integer', max: 9 },
});

test('the values of an invitation take the place of the defaults', () => {
  expect(invitedProfile(FIELDS, {})).toEqual({ name: null, plan: 'free', seats: null });
  expect(invitedProfile(FIELDS, { plan: 'team', name: 'Ada' })).toEqual({ name: 'Ada', plan: 'team', seats: null });
  expect(invitedProfile(FIELDS, { plan: null })).toEqual({ name: null, plan: null, seats: null });
});

test('what is no value of a field any more is not taken over', () => {
  expect(invitedProfile(FIELDS, { seats: 10, former: 'x' })).toEqual({ name: null, plan: 'free', seats: null });
  expect(invitedProfile(FIELDS, null)).toEqual({ name: null, plan: 'free', seats: null });
});

test('a required field is missing until it has a value', () => {
  expect(missingFields(FIELDS, invitedProfile(FIELDS, {}))).toEqual(['name']);
  expect(missingFields(FIELDS, invitedProfile(FIELDS, { name: 'Ada' }))).toEqual([]);
});
