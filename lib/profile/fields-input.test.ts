import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { toFieldErrors } from '../errors';
import { registerInput } from '../schemas/registration';
import { both, newProfileInput, operatorChangeInput, profileChangeInput } from './fields-input';
import { parseUserFields } from './parse-user-fields';

const FIELDS = parseUserFields({
  name: { type: 'text', required: true, maxLength: 80 },
  seats: { type: 'integer', min: 1, max: 9 },
  plan: { type: 'choice', choices: { free: 'Free', team: 'Team' }, default: 'free', editable: false },
  born: { type: 'date', register: false, default: '2000-01-01' },
  newsletter: { type: 'boolean', default: false },
});

const ofJson = { isForm: false };
const registration = both(
  registerInput(() => []),
  newProfileInput(FIELDS, ofJson),
);

type Parsing = { safeParse(body: unknown): { success: boolean; data?: unknown; error?: { issues: never[] } } };

const outcome = (schema: unknown, body: object) => {
  const parsed = (schema as Parsing).safeParse(body);
  return parsed.success ? parsed.data : toFieldErrors(parsed.error?.issues ?? []);
};

const ACCOUNT = { email: 'Ann@example.com', password: 'seven herons over the weir' };

test('a registration has every field: what was sent, and the defaults of the others', () => {
  expect(outcome(registration, { ...ACCOUNT, name: 'Ann', seats: '3' })).toEqual({
    email: 'ann@example.com',
    password: ACCOUNT.password,
    profile: { name: 'Ann', seats: 3, plan: 'free', born: '2000-01-01', newsletter: false },
  });
});

test('what only operators set, or is not asked, is ignored at a registration, right or wrong', () => {
  const body = { ...ACCOUNT, name: 'Ann', plan: 'team', born: 'never' };
  expect(outcome(registration, body)).toMatchObject({ profile: { plan: 'free', born: '2000-01-01' } });
});

test('the errors of all fields come together', () => {
  expect(outcome(registration, { email: 'x', seats: 10, newsletter: 'maybe' })).toEqual({
    email: ['Enter a valid email address.'],
    password: ['This field is required.'],
    name: ['This field is required.'],
    seats: ['Ensure this value is less than or equal to 9.'],
    newsletter: ['Must be a valid boolean.'],
  });
});

test('null is a value of optional fields, also in place of a default', () => {
  expect(outcome(registration, { ...ACCOUNT, name: null, newsletter: null })).toEqual({
    name: ['This field may not be null.'],
  });
  const body = { ...ACCOUNT, name: 'Ann', newsletter: null };
  expect(outcome(registration, body)).toMatchObject({ profile: { newsletter: null } });
});

test('a change has the fields that were sent', () => {
  const change = profileChangeInput(FIELDS, ofJson);
  expect(outcome(change, {})).toEqual({ profile: {} });
  expect(outcome(change, { born: null, plan: 'team', unknown: 1 })).toEqual({ profile: { born: null } });
  expect(outcome(change, { name: '' })).toEqual({ name: ['This field may not be blank.'] });
});

test('operators set every field, as texts', () => {
  const change = operatorChangeInput(FIELDS);
  expect(outcome(change, { plan: 'team', seats: '', newsletter: 'on' })).toEqual({
    profile: { plan: 'team', seats: null, newsletter: true },
  });
  expect(outcome(change, { name: '', plan: 'gold' })).toEqual({
    name: ['This field may not be blank.'],
    plan: ['"gold" is not a valid choice.'],
  });
});

test('any body is parsed or refused', () => {
  const bodies = fc.oneof(
    fc.dictionary(fc.constantFrom('name', 'seats', 'plan', 'born', 'newsletter', '__proto__', 'email'), fc.anything()),
    fc.object(),
  );
  fc.assert(
    fc.property(bodies, fc.boolean(), (body, isForm) => {
      for (const schema of [newProfileInput(FIELDS, { isForm }), profileChangeInput(FIELDS, { isForm })]) {
        const parsed = outcome(schema, body) as object;
        expect(Object.keys(parsed).every((name) => name === 'profile' || FIELDS.some((f) => f.name === name))).toBe(
          true,
        );
      }
    }),
  );
});
