import { type AuthError, ERRORS, type ErrorCode, type ErrorDetails, type TokenErrorReason } from '../errors';
import { type JsonSchema, schemaOfSamples } from './json-schema';

/** The bodies of errors, from the table that makes them. Pure. */

/** Errors whose body has sentences for each field of the request, so that it depends on the operation. */
const OF_FIELDS = ['invalid_fields', 'wrong_password'] as const satisfies ErrorCode[];

type CodeOfFields = (typeof OF_FIELDS)[number];
type CodeOfRequest = Exclude<ErrorCode, CodeOfFields>;

const REASONS: readonly { reason: TokenErrorReason }[] = [
  { reason: 'expired' },
  { reason: 'invalid' },
  { reason: 'wrong_type' },
  { reason: 'blacklisted' },
];

const NONE = [undefined] as const;

/** What a code is told, as far as its body depends on it. `isOpen`: there is more than these. */
type Samples<Code extends ErrorCode> = { details: readonly ErrorDetails[Code][]; isOpen?: true; meaning: string };

const SAMPLES: { [Code in CodeOfRequest]: Samples<Code> } = {
  not_found: { details: NONE, meaning: 'There is nothing here.' },
  misdirected: { details: NONE, meaning: 'The `Host` is not one that this server answers for.' },
  other_host: { details: NONE, meaning: 'The `Host` is not that of `APP_URL`.' },
  foreign_origin: { details: NONE, meaning: 'The request comes from a page of another origin than this machine.' },
  method_not_allowed: {
    details: [
      { method: 'GET', allow: [] },
      { method: 'PUT', allow: [] },
    ],
    isOpen: true,
    meaning: 'See `Allow`.',
  },
  unsupported_media_type: {
    details: [{ mediaType: 'text/plain' }, { mediaType: 'text/html' }],
    isOpen: true,
    meaning: 'The body has another media type, or is compressed.',
  },
  cross_origin: { details: NONE, meaning: 'A form of another origin.' },
  registration_closed: { details: NONE, meaning: 'People cannot register by themselves.' },
  permission_denied: { details: NONE, meaning: 'The user lacks the role.' },
  throttled: {
    details: [{ seconds: 42 }, { seconds: 1 }],
    isOpen: true,
    meaning: 'Too many attempts; see `Retry-After`.',
  },
  body_too_large: { details: NONE, meaning: 'The body has more than 16 KiB.' },
  malformed_json: { details: NONE, meaning: 'The body is not JSON.' },
  malformed_form: { details: NONE, meaning: 'The body is not form data.' },
  not_a_dictionary: {
    details: ['list', 'str', 'int', 'float', 'bool', 'NoneType'].map((received) => ({ received })),
    meaning: 'The JSON is not an object.',
  },
  bad_credentials: { details: NONE, meaning: 'No valid pair, or a disabled account.' },
  token_not_valid: { details: REASONS, meaning: 'The token is not valid; `detail` gives the reason.' },
  no_account_for_token: { details: NONE, meaning: 'The user was deleted or disabled.' },
  not_authenticated: { details: NONE, meaning: 'There is no session.' },
  bad_authorization_header: { details: NONE, meaning: '`Bearer` with no or two values.' },
  bearer_not_valid: { details: REASONS, meaning: 'The access token is not valid; `message` gives the reason.' },
  user_not_found: { details: NONE, meaning: 'The email is unknown.' },
  email_not_verified: { details: NONE, meaning: 'A valid pair, but the email must be verified first.' },
  invalid_link: { details: NONE, meaning: 'The link is unknown, used, replaced, expired or malformed.' },
  unavailable: { details: [{ seconds: 1 }], meaning: 'Overloaded, or the database is away; see `Retry-After`.' },
  server_error: { details: NONE, meaning: 'The log has a line with the request ID.' },
};

export const isOfFields = ({ code }: Pick<AuthError, 'code'>): boolean => OF_FIELDS.some((each) => each === code);

/** `not_found` → `NotFound`. */
export const errorName = (code: ErrorCode): string =>
  code.replace(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

export const meaningOf = (code: ErrorCode): string =>
  isCodeOfRequest(code) ? SAMPLES[code].meaning : 'Fields of the request are not valid.';

const isCodeOfRequest = (code: ErrorCode): code is CodeOfRequest => !OF_FIELDS.some((each) => each === code);

/** The schemas of all bodies that are the same for every operation, by their names. */
export const errorSchemas = (): Record<string, JsonSchema> =>
  Object.fromEntries((Object.keys(SAMPLES) as CodeOfRequest[]).map((code) => [errorName(code), schemaOf(code)]));

function schemaOf(code: CodeOfRequest): JsonSchema {
  const {
    details,
    isOpen = false,
    meaning,
  }: { details: readonly unknown[]; isOpen?: boolean; meaning: string } = SAMPLES[code];
  const body = ERRORS[code].body as (of: unknown) => object; // the table above has the details of each
  return { description: meaning, ...schemaOfSamples(details.map(body), isOpen) };
}

/** Sentences beside the fields of one request. */
export const fieldErrorsSchema = (fields: readonly string[]): JsonSchema => ({
  type: 'object',
  description: 'Sentences for each field that is not valid.',
  properties: Object.fromEntries(fields.map((field) => [field, { type: 'array', items: { type: 'string' } }])),
  minProperties: 1,
  additionalProperties: false,
});
