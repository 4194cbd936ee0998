import type { Context } from '../context';
import { AuthError, toFieldErrors } from '../errors';
import type { Schema } from '../schemas/fields';
import type { BodyOrigin } from './operation';

/** @throws AuthError `invalid_fields` with a list of sentences for each field */
export function parseInput<Input>(
  of: { schema: Schema<Input> | ((ctx: Context, body: BodyOrigin) => Schema<Input>) },
  body: object,
  { isForm }: BodyOrigin,
  ctx: Context,
): Input {
  const schema = typeof of.schema === 'function' ? of.schema(ctx, { isForm }) : of.schema;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AuthError('invalid_fields', { fields: toFieldErrors(parsed.error.issues) });
}
