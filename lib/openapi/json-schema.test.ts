import { expect, test } from 'playwright/test';
import * as z from 'zod/mini';
import { newProfileInput } from '../profile/fields-input';
import { parseUserFields } from '../profile/parse-user-fields';
import { describedRegisterInput } from '../schemas/described-registration';
import { ChangeEmailInput } from '../schemas/email-address';
import { SignInInput } from '../schemas/sign-in';
import { inputSchema, outputSchema, schemaOfSamples } from './json-schema';

const TEXT = { type: 'string' };
const PAIR = { type: 'object', properties: { email: TEXT, password: TEXT }, required: ['email', 'password'] };

test('the schema of an input has the texts that are parsed', () => {
  expect(inputSchema(ChangeEmailInput)).toEqual(PAIR);
});

test('the alias of a field does not hide the fields', () => {
  expect(inputSchema(SignInInput)).toEqual(PAIR);
});

test('a schema that parses an object by hand has the fields that it takes', () => {
  expect(inputSchema(describedRegisterInput(() => []))).toEqual(PAIR);
});

test('profile fields are in the schema with their limits', () => {
  const fields = parseUserFields({
    name: { type: 'text', label: 'Name', required: true, maxLength: 80 },
    seats: { type: 'integer', label: 'Seats', min: 1, max: 9 },
    born: { type: 'date', label: 'Born on' },
    plan: { type: 'choice', label: 'Plan', choices: { free: 'Free', team: 'Team' } },
  });
  const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
  expect(inputSchema(newProfileInput(fields, { isForm: false }))).toEqual({
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 80 },
      seats: orNull({ type: 'integer', minimum: 1, maximum: 9 }),
      born: orNull({ type: 'string', format: 'date' }),
      plan: orNull({ type: 'string', enum: ['free', 'team'] }),
    },
    required: ['name'],
  });
});

test('the schema of a body allows no further key, and names formats without their patterns', () => {
  expect(outputSchema(z.object({ id: z.uuid(), name: z.optional(z.nullable(z.string())) }))).toEqual({
    type: 'object',
    properties: { id: { type: 'string', format: 'uuid' }, name: { type: ['string', 'null'] } },
    required: ['id'],
    additionalProperties: false,
  });
});

test('values that differ in a text have the texts that there are', () => {
  expect(schemaOfSamples([{ detail: 'No.' }], false)).toEqual({
    type: 'object',
    properties: { detail: { type: 'string', const: 'No.' } },
    required: ['detail'],
    additionalProperties: false,
  });
  expect(schemaOfSamples([['a'], ['b']], false)).toEqual({
    type: 'array',
    items: { type: 'string', enum: ['a', 'b'] },
  });
  expect(schemaOfSamples(['in 1 second', 'in 2 seconds'], true)).toEqual(TEXT);
});
