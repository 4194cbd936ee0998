import { AuthError, toFieldErrors } from '../errors';
import type { Schema } from '../schemas/fields';
import type { BodyOrigin, SchemaContext } from './operation';

/** @throws AuthError `invalid_fields` with a list of sentences for each field */
export function parseInput<Input>(
  of: { schema: Schema<Input> | ((ctx: SchemaContext, body: BodyOrigin) => Schema<Input>) },
  body: object,
  { isForm }: BodyOrigin,
  ctx: SchemaContext,
): Input {
  const schema = typeof of.schema === 'function' ? of.schema(ctx, { isForm }) : of.schema;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AuthError('invalid_fields', { fields: toFieldErrors(parsed.error.issues) });
}
