import fc from 'fast-check';
import { expect, test } from 'playwright/test';
import { DefinitionError } from './definition-error';
import { parseUserFields } from './parse-user-fields';
import { defaultProfile } from './user-fields';

const EXAMPLE = {
  name: { type: 'text', label: 'Name', required: true, maxLength: 80, autocomplete: 'name' },
  plan: { type: 'choice', label: 'Plan', choices: { free: 'Free', team: 'Team' }, default: 'free' },
  newsletter: { type: 'boolean', label: 'Send me news', default: false },
};

test('the example of the documentation is a definition', () => {
  expect(parseUserFields(EXAMPLE)).toMatchObject([
    { name: 'name', type: 'text', required: true, editable: true, register: true, claim: false, maxLength: 80 },
    { name: 'plan', type: 'choice', choices: [{ value: 'free', label: 'Free' }, { value: 'team' }], default: 'free' },
    { name: 'newsletter', type: 'boolean', required: false, default: false },
  ]);
  expect(defaultProfile(parseUserFields(EXAMPLE))).toEqual({ name: null, plan: 'free', newsletter: false });
});

test('a label is made of the name where there is none', () => {
  expect(parseUserFields({ first_name: { type: 'text' } })).toMatchObject([{ label: 'First name', maxLength: 100 }]);
});

test('a choice may be named like a property of every object', () => {
  const choices = JSON.parse('{ "__proto__": "One", "constructor": "Two" }');
  expect(parseUserFields({ kind: { type: 'choice', choices } })).toMatchObject([
    { choices: [{ value: '__proto__', label: 'One' }, { value: 'constructor' }] },
  ]);
});

const many = (count: number, field: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field_${index}`, field]));

test('twenty fields and 8 KiB of values are allowed', () => {
  expect(parseUserFields(many(20, { type: 'text', maxLength: 102 }))).toHaveLength(20);
  expect(parseUserFields({ essay: { type: 'text', maxLength: 2000 } })).toHaveLength(1);
});

const BAD: [definition: unknown, message: RegExp][] = [
  [[], /^must be an object with a definition for each field/],
  ['name', /^must be an object/],
  [null, /^must be an object/],
  [many(21, { type: 'boolean' }), /^must define at most 20 fields/],
  [many(3, { type: 'text', maxLength: 700 }), /^allows values of 8400 bytes for each user, at most 8192 are kept/],
  ...['Name', '1st', '', 'a-b', 'ä', `a${'b'.repeat(40)}`, '__proto__', '_a', 'toString'].map(
    (name): [unknown, RegExp] => [JSON.parse(`{ ${JSON.stringify(name)}: { "type": "text" } }`), /a name must begin/],
  ),
  ...[
    ...['id', 'email', 'email_verified', 'created_at', 'password', 'username', 'current_password', 'detail', 'code'],
    ...['messages', 'non_field_errors', 'roles', 'access', 'refresh', 'token', 'next', 'terms_version', 'sub', 'exp'],
    ...['sid', 'user_id', 'token_type', 'disabled_at', 'last_sign_in_at', 'constructor', 'action'],
  ].map((name): [unknown, RegExp] => [{ [name]: { type: 'text' } }, new RegExp(`"${name}", a name that Postern uses`)]),
  [{ a: 'text' }, /the field "a" must be an object with a "type"/],
  [{ a: {} }, /the field "a" must have a "type": one of text, integer, boolean, date, choice/],
  [{ a: { type: 'string' } }, /the field "a" must have a "type"/],
  [{ a: { type: 'constructor' } }, /the field "a" must have a "type"/],
  [
    { a: { type: 'text', maxLength: 0 } },
    /the field "a" has a key "maxLength" that must be a whole number from 1 to 2000/,
  ],
  [{ a: { type: 'text', maxLength: 2001 } }, /"maxLength" that must be a whole number/],
  [{ a: { type: 'text', maxLength: '80' } }, /"maxLength" that must be a whole number/],
  [{ a: { type: 'text', maxlength: 80 } }, /the field "a" has a key "maxlength" that its type does not have/],
  [{ a: { type: 'boolean', maxLength: 80 } }, /"maxLength" that its type does not have/],
  [{ a: { type: 'text', pattern: '(' } }, /"pattern" that must be a regular expression/],
  [{ a: { type: 'text', pattern: 'a)(?:b' } }, /"pattern" that must be a regular expression/],
  [{ a: { type: 'text', required: 'yes' } }, /"required" that must be true or false/],
  [{ a: { type: 'text', label: '' } }, /"label" that must be a text/],
  [{ a: { type: 'text', label: 'One\nTwo' } }, /"label" that must be a text/],
  [{ a: { type: 'text', autocomplete: 'a"b' } }, /"autocomplete" that must be a value/],
  [{ a: { type: 'integer', min: 1.5 } }, /"min" that must be a whole number/],
  [{ a: { type: 'integer', min: 2, max: 1 } }, /the field "a" has a "min" above its "max"/],
  [{ a: { type: 'choice' } }, /"choices" that must be an object/],
  [{ a: { type: 'choice', choices: {} } }, /"choices" that must be an object/],
  [{ a: { type: 'choice', choices: ['x'] } }, /"choices" that must be an object/],
  [{ a: { type: 'choice', choices: { x: 1 } } }, /"choices" that must be an object/],
  [{ a: { type: 'choice', choices: { x: 'X' }, default: 'y' } }, /the field "a" has a "default" that is no value/],
  [{ a: { type: 'integer', max: 9, default: 10 } }, /"default" that is no value/],
  [{ a: { type: 'integer', default: '1' } }, /"default" that is no value/],
  [{ a: { type: 'date', default: '2026-02-30' } }, /"default" that is no value/],
  [
    { a: { type: 'text', editable: false, required: true } },
    /the field "a" is not editable, so it must not be required/,
  ],
];

const messageOf = (definition: unknown): string | null => {
  try {
    parseUserFields(definition);
    return null;
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
};

for (const [definition, message] of BAD) {
  test(`the definition ${JSON.stringify(definition).slice(0, 100)} is refused with ${message}`, () => {
    expect(messageOf(definition)).toMatch(message);
  });
}

const key = fc.oneof(
  fc.constantFrom('type', 'label', 'required', 'editable', 'default', 'maxLength', 'pattern', 'min', 'max', 'choices'),
  fc.string({ unit: 'binary' }),
);
const anyDefinition = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(
    fc.oneof(fc.constantFrom('name', 'plan', '__proto__', 'email'), fc.string({ unit: 'binary' })),
    fc.oneof(
      fc.jsonValue(),
      fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.constantFrom('text', 'choice', 'integer', true, 80, {}))),
    ),
  ),
);

test('a name that holds a line separator is refused in one line', () => {
  expect(messageOf({ 'a\u2028b': { type: 'text' } })).toContain('has a field "a\\u2028b"');
});

test('whatever is no definition is refused in one line', () => {
  fc.assert(
    fc.property(anyDefinition, (definition) => {
      const message = messageOf(definition);
      expect(message ?? 'It is one.').toMatch(/^[^\n\r\p{Zl}\p{Zp}]+[.:,\w"]$/u);
    }),
    { numRuns: 2000 },
  );
});
