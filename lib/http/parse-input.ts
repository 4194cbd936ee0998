import type { Context } from '../context';
import { AuthError, type FieldErrors } from '../errors';
import type { Schema } from '../schemas/fields';

/** @throws AuthError `invalid_fields` with a list of sentences for each field */
export function parseInput<Input>(
  of: { schema: Schema<Input> | ((ctx: Context) => Schema<Input>) },
  body: object,
  ctx: Context,
): Input {
  const schema = typeof of.schema === 'function' ? of.schema(ctx) : of.schema;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields: FieldErrors = {};
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0]);
    fields[field] = [...(fields[field] ?? []), message];
  }
  throw new AuthError('invalid_fields', { fields });
}
