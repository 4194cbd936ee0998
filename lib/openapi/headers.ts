import type { JsonSchema } from './json-schema';

type Header = { description: string; schema: JsonSchema; required: boolean };

const text = (description: string, required = true): Header => ({ description, required, schema: { type: 'string' } });

/** The headers that responses document, by the name of their component. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'The ID of the request, also in the log. A request may send its own.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{8,64}$' },
  },
  'Cache-Control': text('How long the response may be kept: `no-store` for everything about an account.'),
  'Retry-After': {
    description: 'Seconds after which another attempt helps.',
    required: true,
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  'WWW-Authenticate': text('The challenge of a 401 (RFC 9110 §11.6.1).'),
  Location: text('Where to go on.'),
  'Set-Cookie': text('Cookies of a browser: its session, and what the next page is told. API clients get none.', false),
  'Clear-Site-Data': text('Where the session of a browser has ended.', false),
  'Content-Disposition': text('The name of the file.'),
  Connection: text('The rest of the body is not read.', false),
  'Remote-User': text('The ID of the user.'),
  'Remote-Email': text('The email of the user.'),
  'Remote-Name': text('The profile field `name`; empty where the user has none.'),
  'Remote-Groups': text('The roles of the user, separated by commas.'),
} as const satisfies Record<string, Header>;

export type HeaderName = keyof typeof HEADERS;

/** Of every response. */
const COMMON = ['X-Request-Id', 'Cache-Control'] as const;

/** The headers of a response, as references to components. */
export const headerRefs = (names: readonly string[]): Record<string, JsonSchema> =>
  Object.fromEntries([...COMMON, ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]));
