import { z } from 'zod';
import { DefinitionError } from './definition-error';
import { isValueOf } from './field-values';
import { quoted } from './quoted';
import { isReservedName } from './reserved-names';
import type { Choice, UserField, UserFields } from './user-fields';

export const MAX_FIELDS = 20;
/** Of the largest values of all fields together, in UTF-8. */
export const MAX_PROFILE_BYTES = 8 * 1024;

const MAX_TEXT_LENGTH = 2000;
const DEFAULT_TEXT_LENGTH = 100;
const MAX_CHOICES = 200;

const NAME = /^[a-z][a-z0-9_]{0,39}$/;

const text = (most: number) => {
  const error = `must be a text of 1 to ${most} characters without control characters`;
  return z
    .string({ error })
    .refine((value) => value.trim() === value && value !== '' && [...value].length <= most, { error })
    .refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value), { error });
};

const flag = (fallback: boolean) => z.boolean({ error: 'must be true or false' }).default(fallback);

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .number({ error })
    .refine((value) => Number.isSafeInteger(value) && value >= least && value <= most, { error });
};

const anyInteger = () => wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

/** The whole value has to match, as in HTML. */
const Pattern = z.string({ error: 'must be a regular expression' }).transform((source, context) => {
  try {
    new RegExp(source, 'u'); // by itself: `a)(?:b` is one only between the brackets below
    return new RegExp(`^(?:${source})$`, 'u');
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a regular expression that JavaScript accepts' });
    return z.NEVER;
  }
});

const CHOICES = `must be an object of 1 to ${MAX_CHOICES} values with their labels`;
const ChoiceText = text(200);

/** By its entries: a key such as `__proto__` is a value like any other. */
const Choices = z.custom<object>(isDictionary, { error: CHOICES }).transform((choices, context): Choice[] => {
  const entries = Object.entries(choices);
  const isWrong = ([value, label]: [string, unknown]) =>
    !ChoiceText.safeParse(value).success || !ChoiceText.safeParse(label).success;
  if (entries.length >= 1 && entries.length <= MAX_CHOICES && !entries.some(isWrong)) {
    return entries.map(([value, label]) => ({ value, label: String(label) }));
  }
  context.addIssue({ code: 'custom', message: `${CHOICES}, each a text of 1 to 200 characters` });
  return z.NEVER;
});

const COMMON = {
  label: text(200).optional(),
  required: flag(false),
  editable: flag(true),
  register: flag(true),
  claim: flag(false),
  default: z.unknown().optional(),
  autocomplete: z
    .string({ error: 'must be a value of the HTML attribute autocomplete' })
    .regex(/^[a-z0-9-]+( [a-z0-9-]+){0,4}$/, { error: 'must be a value of the HTML attribute autocomplete' })
    .optional(),
};

const DEFINITIONS = {
  text: z.strictObject({
    type: z.literal('text'),
    ...COMMON,
    maxLength: wholeNumber(1, MAX_TEXT_LENGTH).default(DEFAULT_TEXT_LENGTH),
    pattern: Pattern.nullable().default(null),
  }),
  integer: z.strictObject({
    type: z.literal('integer'),
    ...COMMON,
    min: anyInteger().default(Number.MIN_SAFE_INTEGER),
    max: anyInteger().default(Number.MAX_SAFE_INTEGER),
  }),
  boolean: z.strictObject({ type: z.literal('boolean'), ...COMMON }),
  date: z.strictObject({ type: z.literal('date'), ...COMMON }),
  choice: z.strictObject({ type: z.literal('choice'), ...COMMON, choices: Choices }),
} as const;

const TYPES = Object.keys(DEFINITIONS) as (keyof typeof DEFINITIONS)[]; // its own keys

/**
 * The fields that `USER_FIELDS` defines.
 * @throws DefinitionError naming the first field and key that cannot be used, and what is wrong
 */
export function parseUserFields(definition: unknown): UserFields {
  if (!isDictionary(definition)) throw new DefinitionError('must be an object with a definition for each field.');
  const entries = Object.entries(definition);
  if (entries.length > MAX_FIELDS) throw new DefinitionError(`must define at most ${MAX_FIELDS} fields.`);
  const fields = entries.map(([name, each]) => parseUserField(name, each));
  const bytes = fields.reduce((sum, field) => sum + largestValueBytes(field), 0);
  if (bytes > MAX_PROFILE_BYTES) {
    throw new DefinitionError(
      `allows values of ${bytes} bytes for each user, at most ${MAX_PROFILE_BYTES} are kept: lower "maxLength" or define fewer fields.`,
    );
  }
  return fields;
}

function parseUserField(name: string, definition: unknown): UserField {
  if (!NAME.test(name)) {
    throw new DefinitionError(
      `has a field ${quoted(name)}: a name must begin with a lower-case letter and have at most 40 of a-z, 0-9 and _.`,
    );
  }
  if (isReservedName(name))
    throw new DefinitionError(`has a field "${name}", a name that Postern uses: choose another.`);
  if (!isDictionary(definition)) throw problemOf(name, 'must be an object with a "type"');
  const type = TYPES.find((each) => each === Reflect.get(definition, 'type'));
  if (type === undefined) throw problemOf(name, `must have a "type": one of ${TYPES.join(', ')}`);
  const parsed = DEFINITIONS[type].safeParse(definition);
  if (!parsed.success) throw problemIn(name, parsed.error);
  const { default: fallback, label = toLabel(name), autocomplete, ...rest } = parsed.data;
  const field: UserField = { ...rest, name, label, autocomplete, default: null };
  requireConsistency(field);
  if (fallback === undefined || fallback === null) return field;
  if (isValueOf(field, fallback)) return { ...field, default: fallback };
  throw problemOf(name, 'has a "default" that is no value of the field');
}

function requireConsistency(field: UserField): void {
  if (field.type === 'integer' && field.min > field.max) throw problemOf(field.name, 'has a "min" above its "max"');
  if (!field.editable && field.required) {
    throw problemOf(field.name, 'is not editable, so it must not be required: nobody could give it when registering');
  }
}

function problemIn(name: string, { issues: [issue] }: z.ZodError): DefinitionError {
  if (issue?.code === 'unrecognized_keys') {
    return problemOf(name, `has a key ${quoted(issue.keys[0] ?? '')} that its type does not have: remove it`);
  }
  return problemOf(name, `has a key "${String(issue?.path[0])}" that ${issue?.message}`);
}

const problemOf = (name: string, problem: string) => new DefinitionError(`is wrong: the field "${name}" ${problem}.`);

/** "first_name" → "First name". */
const toLabel = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;

/** Of the widest characters that the field may have. */
function largestValueBytes(field: UserField): number {
  switch (field.type) {
    case 'text':
      return field.maxLength * 4;
    case 'integer':
      return Math.max(String(field.min).length, String(field.max).length);
    case 'boolean':
      return 'false'.length;
    case 'date':
      return 'YYYY-MM-DD'.length;
    case 'choice':
      return Math.max(...field.choices.map(({ value }) => Buffer.byteLength(value)));
  }
}

function isDictionary(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
