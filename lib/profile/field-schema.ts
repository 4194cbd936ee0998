import * as z from 'zod/mini';
import type { Schema } from '../schemas/fields';
import type { UserField } from './user-fields';

/** The JSON of a field's value: what a client sends, though texts are read for values of other kinds, too. Pure. */
export const fieldValueSchema = (field: UserField): Schema<unknown> =>
  field.required ? valueSchema(field) : z.nullable(valueSchema(field));

/** The JSON of a stored value: null where the user has none, since the field may be newer than the user. Pure. */
export const storedValueSchema = (field: UserField): Schema<unknown> => z.nullable(valueSchema(field));

function valueSchema(field: UserField) {
  switch (field.type) {
    case 'text': {
      const text = z.string().check(z.maxLength(field.maxLength));
      return field.pattern ? text.check(z.regex(field.pattern)) : text;
    }
    case 'integer':
      return z.int().check(z.gte(field.min), z.lte(field.max));
    case 'boolean':
      return z.boolean();
    case 'date':
      return z.iso.date();
    case 'choice':
      return z.enum(field.choices.map(({ value }) => value));
  }
}
