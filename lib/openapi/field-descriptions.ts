import type { Config } from '../config/config';
import { KEEP_SIGNED_IN } from '../schemas/keep-signed-in';
import { TERMS_FIELD } from '../schemas/terms';
import type { JsonSchema, ObjectSchema } from './json-schema';

/** What the fields of requests mean, by their names: the schemas that serve do not say it. */
const FIELDS: Readonly<Record<string, JsonSchema>> = {
  email: { description: 'It is trimmed, and compared in lower case.' },
  password: { description: 'It is never trimmed.', format: 'password' },
  current_password: { description: 'The present password.', format: 'password' },
  refresh: { description: 'The refresh token.' },
  access: { description: 'An access token.' },
  seconds: { description: 'How much time passes.' },
  times: { description: 'How many attempts to deliver fail; 0: from now on none fails.' },
  kind: { description: '`temporary` errors are followed by another attempt, a `permanent` one is not.' },
  token: { description: 'An access or a refresh token.' },
  [TERMS_FIELD]: { description: 'The version of the terms that the user accepts.' },
  [KEEP_SIGNED_IN]: { description: '`true`: the browser stays signed in once it is closed.' },
};

/** The schema of a request with what its fields mean. Profile fields have the labels of their forms. */
export function describeFields(schema: ObjectSchema, { userFields }: Config): ObjectSchema {
  const labels = Object.fromEntries(userFields.map(({ name, label }) => [name, { description: label }]));
  const properties = Object.entries(schema.properties).map(([name, property]) => [
    name,
    { ...property, ...(labels[name] ?? FIELDS[name]) },
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}
