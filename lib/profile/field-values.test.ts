import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { isValueOf, parseFieldValue } from './field-values';
import { parseUserFields } from './parse-user-fields';
import type { UserField } from './user-fields';

const field = (definition: object): UserField => {
  const [parsed] = parseUserFields({ field: definition });
  if (!parsed) throw new Error('there is one');
  return parsed;
};

const outcome = (definition: object, input: unknown, isForm = false) => {
  const parsed = parseFieldValue(field(definition), input, isForm);
  return parsed.ok ? parsed.value : parsed.messages;
};

const TEXT = { type: 'text', maxLength: 5 };
const CODE = { type: 'text', maxLength: 5, pattern: '[A-Z]{2}' };
const SEATS = { type: 'integer', min: 1, max: 9 };
const NEWS = { type: 'boolean' };
const BORN = { type: 'date' };
const PLAN = { type: 'choice', choices: { free: 'Free', '2': 'Two' } };
const required = (definition: object) => ({ ...definition, required: true });

const NOT_INTEGER = ['A valid integer is required.'];
const NOT_BOOLEAN = ['Must be a valid boolean.'];
const NOT_DATE = ['Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'];
const TOO_LONG = ['Ensure this field has no more than 5 characters.'];
const NO_MATCH = ['This value does not match the required pattern.'];
const BLANK = ['This field may not be blank.'];
const NULL = ['This field may not be null.'];
const REQUIRED = ['This field is required.'];

/** As Django REST framework 3.16 answers JSON. */
const JSON_INPUTS: [definition: object, input: unknown, outcome: unknown][] = [
  [TEXT, ' Ann ', 'Ann'],
  [TEXT, 'A\u030a', 'Å'],
  [TEXT, '😀😀😀😀😀', '😀😀😀😀😀'],
  [TEXT, '😀😀😀😀😀😀', TOO_LONG],
  [TEXT, '', BLANK],
  [TEXT, '   ', BLANK],
  [TEXT, null, null],
  [required(TEXT), null, NULL],
  [TEXT, 5, ['Not a valid string.']],
  [TEXT, true, ['Not a valid string.']],
  [TEXT, ['a'], ['Not a valid string.']],
  [TEXT, 'a\0b', ['Null characters are not allowed.']],
  [TEXT, 'a\ud800', ['Unpaired surrogates are not allowed.']],
  [CODE, 'AB', 'AB'],
  [CODE, 'ABC', NO_MATCH],
  [CODE, 'ab', NO_MATCH],
  [CODE, 'ABCDEF', TOO_LONG],
  [SEATS, 5, 5],
  [SEATS, '5', 5],
  [SEATS, ' 5 ', 5],
  [SEATS, '+5', 5],
  [SEATS, '5.0', 5],
  [SEATS, 5.5, NOT_INTEGER],
  [SEATS, '5.5', NOT_INTEGER],
  [SEATS, '', NOT_INTEGER],
  [SEATS, 'five', NOT_INTEGER],
  [SEATS, '0x5', NOT_INTEGER],
  [SEATS, true, NOT_INTEGER],
  [SEATS, [5], NOT_INTEGER],
  [SEATS, Number.POSITIVE_INFINITY, NOT_INTEGER],
  [SEATS, 0, ['Ensure this value is greater than or equal to 1.']],
  [SEATS, 10, ['Ensure this value is less than or equal to 9.']],
  [SEATS, '9'.repeat(1000), ['Ensure this value is less than or equal to 9.']],
  [SEATS, '9'.repeat(1001), ['String value too large.']],
  [{ type: 'integer' }, 2 ** 53, ['Ensure this value is less than or equal to 9007199254740991.']],
  [{ type: 'integer' }, -0, 0],
  [SEATS, null, null],
  [required(SEATS), null, NULL],
  [NEWS, true, true],
  [NEWS, 'true', true],
  [NEWS, 'On', true],
  [NEWS, '1', true],
  [NEWS, 1, true],
  [NEWS, 'yes', true],
  [NEWS, 'off', false],
  [NEWS, 0, false],
  [NEWS, 'FALSE', false],
  [NEWS, 'maybe', NOT_BOOLEAN],
  [NEWS, 2, NOT_BOOLEAN],
  [NEWS, [], NOT_BOOLEAN],
  [NEWS, 'null', null],
  [NEWS, '', null],
  [required(NEWS), '', NOT_BOOLEAN],
  [required(NEWS), null, NULL],
  [BORN, '2024-02-29', '2024-02-29'],
  [BORN, '2023-02-29', NOT_DATE],
  [BORN, '2023-13-01', NOT_DATE],
  [BORN, '0000-01-01', NOT_DATE],
  [BORN, '0001-01-01', '0001-01-01'],
  [BORN, '20230101', NOT_DATE],
  [BORN, '2023-1-1', NOT_DATE],
  [BORN, '2023-01-01T00:00:00Z', NOT_DATE],
  [BORN, '', NOT_DATE],
  [BORN, 20230101, NOT_DATE],
  [PLAN, 'free', 'free'],
  [PLAN, 2, '2'],
  [PLAN, 'gold', ['"gold" is not a valid choice.']],
  [PLAN, '', ['"" is not a valid choice.']],
  [PLAN, true, ['"True" is not a valid choice.']],
  [PLAN, 'constructor', ['"constructor" is not a valid choice.']],
  [PLAN, ['free'], ['"["free"]" is not a valid choice.']],
];

for (const [definition, input, expected] of JSON_INPUTS) {
  const name = `${JSON.stringify(definition)} takes ${JSON.stringify(input)?.slice(0, 40)} for ${JSON.stringify(expected)}`;
  test(name, () => expect(outcome(definition, input)).toEqual(expected));
}

test('a choice that is nested too deep to be shown is refused like any other', () => {
  const nested = JSON.parse('['.repeat(8000) + ']'.repeat(8000));
  expect(outcome(PLAN, nested)).toEqual(['"[…]" is not a valid choice.']);
});

test('a control without a value gives an optional field none, and a required one its error', () => {
  for (const optional of [TEXT, SEATS, NEWS, BORN, PLAN]) expect(outcome(optional, ' ', true)).toBeNull();
  expect(outcome(required(TEXT), '', true)).toEqual(BLANK);
  for (const each of [SEATS, NEWS, BORN, PLAN]) expect(outcome(required(each), '', true)).toEqual(REQUIRED);
});

const anyInput = fc.oneof(
  fc.anything(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'a\0', '\udc00', '😀'.repeat(2000), '2024-02-29', 'true'),
);
const fields = [
  ...[TEXT, CODE, SEATS, NEWS, BORN, PLAN, { type: 'text', maxLength: 2000 }, { type: 'integer' }],
  ...[TEXT, SEATS, NEWS, BORN, PLAN].map(required),
].map(field);

test('what is accepted is a value of the field, and comes back equal from JSON', () => {
  // Booleans: of thousands of runs, `expect` would take nearly all of the time.
  const holds = (each: UserField, input: unknown, isForm: boolean): boolean => {
    const parsed = parseFieldValue(each, input, isForm);
    if (!parsed.ok) return parsed.messages.length > 0;
    const { value } = parsed;
    if (value === null) return !each.required;
    const again = parseFieldValue(each, value, false);
    return isValueOf(each, value) && JSON.parse(JSON.stringify(value)) === value && again.ok && again.value === value;
  };
  fc.assert(fc.property(fc.constantFrom(...fields), anyInput, fc.boolean(), holds), { numRuns: 5000 });
});

test('whatever is stored is a value or is none', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fields), anyInput, (each, stored) => {
      expect(typeof isValueOf(each, stored)).toBe('boolean');
    }),
  );
});
