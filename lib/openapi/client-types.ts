import type { OpenApiDocument } from './document';
import type { JsonSchema } from './json-schema';

/** TypeScript of the bodies that `lib/client` sends and reads, from descriptions of the API. Pure. */

/** By the names of the components. */
const RESPONSES = ['Account', 'Tokens', 'RefreshedTokens', 'Session', 'AppTokens', 'UserInfo'];

/** By the IDs of the operations that they are for. */
const REQUESTS = [
  'register',
  'signIn',
  'requestPasswordReset',
  'resetPassword',
  'requestEmailVerification',
  'verifyEmail',
  'changePassword',
];

const HEAD = `/**
 * What the API takes and gives, from its description: a test of \`lib/openapi\` writes this file. A property that depends on
 * the settings of the installation is optional.
 */
`;

/** @param documents of installations that differ in what they offer */
export function clientTypes(documents: readonly OpenApiDocument[]): string {
  const responses = RESPONSES.map((name) =>
    declaration(
      name,
      documents.flatMap((each) => componentOf(each, name)),
    ),
  );
  const requests = REQUESTS.map((id) =>
    declaration(
      requestName(id),
      documents.flatMap((each) => requestOf(each, id)),
    ),
  );
  return [HEAD, ...responses, ...requests].join('\n');
}

/** `signIn` → `SignInRequest`. */
const requestName = (id: string): string => `${id.charAt(0).toUpperCase()}${id.slice(1)}Request`;

function declaration(name: string, schemas: readonly JsonSchema[]): string {
  const [first, ...others] = schemas;
  if (!first) throw new Error(`The description has no ${name}.`);
  return `export type ${name} = ${typeOf(others.reduce(common, first))};\n`;
}

const componentOf = ({ components }: OpenApiDocument, name: string): JsonSchema[] => {
  const schema = components.schemas?.[name];
  return schema ? [schema] : [];
};

type Body = { content?: Record<string, { schema: JsonSchema }> };

const requestOf = ({ paths }: OpenApiDocument, id: string): JsonSchema[] =>
  Object.values(paths)
    .flatMap((item) => Object.values(item))
    .filter(({ operationId }) => operationId === id)
    .flatMap(({ requestBody }) => {
      const media = (requestBody as Body | undefined)?.content?.['application/json'];
      return media ? [media.schema] : [];
    });

type Properties = Readonly<Record<string, JsonSchema>>;

const propertiesOf = ({ properties }: JsonSchema) => properties as Properties | undefined;
const requiredOf = ({ required = [] }: JsonSchema) => required as readonly string[];

/** What holds of both: a property is required if it is required by both, and a text is one of them if it differs. */
function common(one: JsonSchema, other: JsonSchema): JsonSchema {
  const [left, right] = [propertiesOf(one), propertiesOf(other)];
  if (!left || !right) {
    const { const: text, ...rest } = one;
    return text === other.const ? one : rest;
  }
  const merged = Object.entries(right).map(([name, schema]) => [
    name,
    left[name] ? common(left[name], schema) : schema,
  ]);
  return {
    ...one,
    properties: { ...left, ...Object.fromEntries(merged) },
    required: requiredOf(one).filter((name) => requiredOf(other).includes(name)),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
};

function typeOf(schema: JsonSchema): string {
  if (typeof schema.const === 'string') return `'${schema.const}'`;
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map(typeOf).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ type })).join(' | ');
  if (schema.type === 'array') return `${typeOf(schema.items as JsonSchema)}[]`; // as JSON Schema has it
  if (schema.type === 'object') return objectType(schema);
  const type = TYPES[`${schema.type}`];
  if (type === undefined) throw new Error(`There is no type for ${JSON.stringify(schema)}.`);
  return type;
}

function objectType(schema: JsonSchema): string {
  const required = requiredOf(schema);
  const lines = Object.entries(propertiesOf(schema) ?? {}).flatMap(([name, property]) => [
    ...commentOf(property),
    `  ${name}${required.includes(name) ? '' : '?'}: ${typeOf(property)};`,
  ]);
  return ['{', ...lines, '}'].join('\n');
}

const commentOf = ({ format, description }: JsonSchema): string[] => {
  const text = format === 'date-time' ? 'RFC 3339, UTC.' : description;
  return text === undefined ? [] : [`  /** ${text} */`];
};
