import * as z from 'zod/mini';
import { refuse, type Schema } from '../schemas/fields';
import { taking } from '../schemas/taking';
import { fieldValueSchema } from './field-schema';
import { parseFieldValue, requiredValue } from './field-values';
import {
  askedAtRegistration,
  defaultProfile,
  editableFields,
  type Profile,
  type UserField,
  type UserFields,
} from './user-fields';

/**
 * Schemas of the requests that carry profile fields. Keys that are no field, or none that may be sent, are ignored, as
 * unknown keys are.
 */

export type FieldsInput = Schema<{ profile: Profile }>;

type Body = Record<string, unknown>;

type OfRequest = {
  /** Form-encoded, where a control without a value sends an empty text. */
  isForm: boolean;
};

/** The whole profile of a new user: what was sent, the defaults of what was not. */
export const newProfileInput = (fields: UserFields, { isForm }: OfRequest): FieldsInput =>
  fieldsInput(askedAtRegistration(fields), {
    isForm,
    initial: defaultProfile(fields),
    whenMissing: (field) => (field.required && field.default === null ? requiredValue() : null),
  });

/** What an owner changes: the fields that were sent. */
export const profileChangeInput = (fields: UserFields, { isForm }: OfRequest): FieldsInput =>
  fieldsInput(editableFields(fields), { isForm, initial: {}, whenMissing: () => null });

/** What an operator sets, of all fields. */
export const operatorChangeInput = (fields: UserFields): FieldsInput =>
  fieldsInput(fields, { isForm: true, initial: {}, whenMissing: () => null });

type Rules = OfRequest & {
  initial: Profile;
  /** What is wrong without a value; null where nothing is. */
  whenMissing(field: UserField): ReturnType<typeof requiredValue> | null;
};

function fieldsInput(fields: UserFields, { isForm, initial, whenMissing }: Rules): FieldsInput {
  const schema = z.pipe(
    z.looseObject({}),
    z.transform((body: Body, context) => {
      const values: [name: string, value: Profile[string]][] = [];
      for (const field of fields) {
        const isSent = Object.hasOwn(body, field.name);
        const parsed = isSent ? parseFieldValue(field, body[field.name], isForm) : whenMissing(field);
        if (parsed?.ok) values.push([field.name, parsed.value]);
        else for (const message of parsed?.messages ?? []) refuse(context, message, [field.name]);
      }
      return { profile: { ...initial, ...Object.fromEntries(values) } };
    }),
  );
  const shapeOf = (field: UserField) => {
    const value = fieldValueSchema(field);
    return [field.name, whenMissing(field) === null ? z.optional(value) : value] as const;
  };
  return taking(schema, () => [z.object(Object.fromEntries(fields.map(shapeOf)))]);
}

/** The input of two schemas, with the errors of both. */
export function both<One extends object, Other extends object>(
  one: Schema<One>,
  other: Schema<Other>,
): Schema<One & Other> {
  const schema: Schema<One & Other> = z.pipe(
    z.looseObject({}),
    z.transform((body: Body, context) => {
      const [first, second] = [one.safeParse(body), other.safeParse(body)];
      for (const { path, message } of [...(first.error?.issues ?? []), ...(second.error?.issues ?? [])]) {
        refuse(context, message, path.map(String));
      }
      return first.success && second.success ? { ...first.data, ...second.data } : z.NEVER;
    }),
  );
  return taking(schema, () => [one, other]);
}
