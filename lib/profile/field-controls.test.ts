import { expect, test } from 'playwright/test';
import { fieldControls, fieldText } from './field-controls';
import { parseUserFields } from './parse-user-fields';

const FIELDS = parseUserFields({
  name: { type: 'text', required: true, autocomplete: 'name' },
  seats: { type: 'integer', min: 1 },
  newsletter: { type: 'boolean' },
  born: { type: 'date' },
  plan: { type: 'choice', choices: { free: 'Free', team: 'Team' } },
});

test('each field has the control of its type, with its value', () => {
  const values = { name: 'Ann', seats: 3, newsletter: true, born: '2000-01-31', plan: 'team' };
  expect(fieldControls(FIELDS, values, null)).toMatchObject([
    { kind: 'text', name: 'name', value: 'Ann', required: true, autocomplete: 'name' },
    { kind: 'number', value: '3', min: 1, max: undefined },
    { kind: 'checkbox', isChecked: true },
    { kind: 'date', value: '2000-01-31' },
    { kind: 'select', value: 'team', hasEmptyChoice: true },
  ]);
});

test('what was typed takes the place of the values, and what was lost is asked for again', () => {
  const typed = { values: { seats: 'ten', newsletter: 'false', plan: 'gold', constructor: 'x' }, lost: ['name'] };
  expect(fieldControls(FIELDS, { name: 'Ann', newsletter: true, born: '2000-01-31' }, typed)).toMatchObject([
    { value: '', isLost: true },
    { value: 'ten', isLost: false },
    { isChecked: false },
    { value: '2000-01-31' },
    { value: '' },
  ]);
});

test('a required choice has an empty one until it was made', () => {
  const fields = parseUserFields({ plan: { type: 'choice', required: true, choices: { free: 'Free' } } });
  expect(fieldControls(fields, { plan: null }, null)).toMatchObject([{ value: '', hasEmptyChoice: true }]);
  expect(fieldControls(fields, { plan: 'free' }, null)).toMatchObject([{ value: 'free', hasEmptyChoice: false }]);
});

test('a value is shown in words', () => {
  const [name, , newsletter, , plan] = FIELDS;
  if (!name || !newsletter || !plan) throw new Error('they are there');
  expect([fieldText(name, 'Ann'), fieldText(newsletter, true), fieldText(plan, 'team')]).toEqual([
    'Ann',
    'Yes',
    'Team',
  ]);
  expect(fieldText(name, null)).toBeNull();
});
