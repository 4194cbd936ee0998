import * as z from 'zod/mini';
import type { Schema } from '../schemas/fields';
import { takenBy } from '../schemas/taking';

/** JSON Schema 2020-12, which is the dialect of OpenAPI 3.1. Pure. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export type ObjectSchema = {
  type: 'object';
  properties: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: JsonSchema | boolean;
};

/** What the input of an endpoint may be before it is parsed: the texts, not the canonical emails that are made of them. */
export function inputSchema(schema: Schema<unknown>): ObjectSchema {
  const taken = takenBy(schema);
  return taken === null ? toObjectSchema(toJson(schema, 'input')) : merged(taken.map(inputSchema));
}

/** What a body of a response is, without any further key. */
export const outputSchema = (schema: Schema<unknown>): JsonSchema => toJson(schema, 'output');

export const schemaRef = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

function toJson(schema: Schema<unknown>, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      // What a format says already: zod's patterns of it are long.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      // What every integer of JSON has.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return json;
}

function toObjectSchema({ properties = {}, required = [] }: JsonSchema): ObjectSchema {
  const names = required as readonly string[]; // as JSON Schema has it
  return {
    type: 'object',
    properties: properties as ObjectSchema['properties'],
    ...(names.length > 0 && { required: names }),
  };
}

function merged(schemas: readonly ObjectSchema[]): ObjectSchema {
  const required = [...new Set(schemas.flatMap((each) => each.required ?? []))];
  return {
    type: 'object',
    properties: Object.assign({}, ...schemas.map(({ properties }) => properties)),
    ...(required.length > 0 && { required }),
  };
}

/**
 * The schema of values that differ in nothing but some texts.
 * @param isOpen there are more texts than these
 */
export function schemaOfSamples(samples: readonly unknown[], isOpen: boolean): JsonSchema {
  if (samples.every(Array.isArray)) return { type: 'array', items: schemaOfSamples(samples.flat(), isOpen) };
  if (samples.every(isDictionary)) return objectOf(samples, isOpen);
  const texts = [...new Set(samples)];
  if (texts.length === 1) return { type: 'string', const: texts[0] };
  return isOpen ? { type: 'string' } : { type: 'string', enum: texts };
}

function objectOf(samples: readonly Record<string, unknown>[], isOpen: boolean): ObjectSchema {
  const names = Object.keys(samples[0] ?? {});
  const valuesOf = (name: string) => samples.map((sample) => sample[name]);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, schemaOfSamples(valuesOf(name), isOpen)])),
    ...(names.length > 0 && { required: names }),
    additionalProperties: false,
  };
}

const isDictionary = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
