import type { Schema } from './fields';

/** The schemas of the fields that a schema takes which parses an object by hand. */
type Taking = { takes: () => readonly Schema<unknown>[] };

/**
 * Says of a schema that parses an object by hand which fields it takes. zod sees none of them, and the description of the
 * API is made from them. The schemas that forms in the browser load do not say it, to be small.
 */
export const taking = <Output>(schema: Schema<Output>, takes: Taking['takes']): Schema<Output> =>
  Object.assign(schema, { takes });

const isTaking = (schema: object): schema is Taking => 'takes' in schema;

/** Null for a schema of which zod knows the fields. */
export const takenBy = (schema: Schema<unknown>): readonly Schema<unknown>[] | null =>
  isTaking(schema) ? schema.takes() : null;
