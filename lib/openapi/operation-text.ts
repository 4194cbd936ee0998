import type { Config } from '../config/config';
import type { AuthError } from '../errors';
import type { Endpoint } from '../paths';
import type { HeaderName } from './headers';
import type { JsonSchema } from './json-schema';

/** What the description says of an operation beyond what the code declares. */

export const TAGS = {
  Tokens: 'Registering, signing in, and the tokens that come of it.',
  Passwords: 'Resetting a password by a mailed link, and changing it.',
  'Email address': 'Verifying an email, changing it, and undoing a change.',
  Account: 'The account of the signed-in user.',
  Sessions: 'Where the user is signed in.',
  Apps: 'Sign-in for applications on other origins, by OpenID Connect.',
  Discovery: 'What programs read to find their way.',
  Operation: 'Health, and what developers need on their own machine.',
} as const;

export type Tag = keyof typeof TAGS;

export type Media = { schema: JsonSchema; example?: unknown };

export type ResponseText = {
  description: string;
  /** By media type. */
  content?: Readonly<Record<string, Media>>;
  headers?: readonly HeaderName[];
};

export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  schema: JsonSchema;
  required?: boolean;
  example?: unknown;
};

export type OperationText = {
  operationId: string;
  tag: Tag;
  summary: string;
  description?: string;
  /** Those that no error of the table stands for. */
  responses: Readonly<Record<number, ResponseText>>;
  /** Beyond those that every operation of its kind has. */
  errors?: readonly AuthError[];
  /** Where a request has a body with fields. */
  requestExample?: Readonly<Record<string, unknown>>;
  parameters?: readonly Parameter[];
  /** In place of what the declaration says. `any`: one of these, or none. */
  credentials?: 'none' | 'session' | 'session-or-none' | 'cookie-or-none' | 'app' | 'access-token';
  /** The body of an operation that declares none. */
  requestBody?: Readonly<Record<string, Media>>;
  /** What of an error stands in place of the JSON of this API. */
  errorStyle?: 'oauth' | 'text';
  /** Errors of the words of OAuth, by status. */
  oauthErrors?: Readonly<Record<number, readonly string[]>>;
};

/** What a description may depend on. */
export type Describe = (config: Config) => OperationText;

export type Method = 'GET' | 'PATCH' | 'POST';

export type PathTexts = Readonly<Partial<Record<Method, Describe>>>;

export type Texts<Path extends Endpoint> = Readonly<Record<Path, PathTexts>>;

const JSON_TYPE = 'application/json';

export const jsonContent = (schema: JsonSchema, example: unknown): Readonly<Record<string, Media>> => ({
  [JSON_TYPE]: { schema, example },
});

/** A success that says so in one sentence. @param more further keys, by their schemas, which may be missing */
export function sentence(detail: string, more: Readonly<Record<string, JsonSchema>> = {}, example: object = {}) {
  const schema = {
    type: 'object',
    properties: { detail: { type: 'string', const: detail }, ...more },
    required: ['detail'],
    additionalProperties: false,
  };
  return jsonContent(schema, { detail, ...example });
}

/** A success that says nothing. */
export const empty = () => jsonContent({ type: 'object', additionalProperties: false }, {});

export const linkToken: Parameter = {
  name: 'token',
  in: 'path',
  description: 'The last segment of the path of the mailed link.',
  required: true,
  schema: { type: 'string' },
};
