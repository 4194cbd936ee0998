/**
 * The refusals: every error Postern answers with, its status and its words, in the dialect of
 * djangorestframework-simplejwt and Django REST framework. Pure; the pages' scripts read it too.
 */

/** Field name → the sentences beside it. */
export type FieldErrors = Record<string, string[]>;

export type TokenErrorReason = 'expired' | 'invalid' | 'wrong_type' | 'blacklisted';

/** What each code must be told to be put into words; `undefined` where the code says it all. */
export type ErrorDetails = {
  not_found: undefined;
  misdirected: undefined;
  other_host: undefined;
  foreign_origin: undefined;
  method_not_allowed: { method: string; allow: readonly string[] };
  unsupported_media_type: { mediaType: string };
  cross_origin: undefined;
  registration_closed: undefined;
  permission_denied: undefined;
  throttled: { seconds: number };
  body_too_large: undefined;
  malformed_json: undefined;
  malformed_form: undefined;
  not_a_dictionary: { received: string };
  invalid_fields: { fields: FieldErrors };
  bad_credentials: undefined;
  token_not_valid: { reason: TokenErrorReason };
  no_account_for_token: undefined;
  not_authenticated: undefined;
  bad_authorization_header: undefined;
  bearer_not_valid: { reason: TokenErrorReason };
  user_not_found: undefined;
  email_not_verified: undefined;
  wrong_password: { field: string };
  invalid_link: undefined;
  unavailable: { seconds: number };
  server_error: undefined;
};

export type ErrorCode = keyof ErrorDetails;

const TOKEN_ERROR_REASONS: Record<TokenErrorReason, string> = {
  expired: 'Token is expired',
  invalid: 'Token is invalid',
  wrong_type: 'Token has wrong type',
  blacklisted: 'Token is blacklisted',
};

type ErrorDefinition<Code extends ErrorCode> = { status: number; body: (details: ErrorDetails[Code]) => object };

const says = (detail: string, code?: string) => (): object => ({ detail, ...(code && { code }) });

export const ERRORS = {
  not_found: { status: 404, body: says('Not found.') },
  misdirected: {
    status: 421,
    body: says('This server does not answer for that host. Set APP_URL to the origin people use to reach it.'),
  },
  other_host: {
    status: 421,
    body: says(
      'This server does not answer for that host. Set APP_URL to the origin people use to reach it, and have the reverse proxy pass the Host of a request on.',
    ),
  },
  foreign_origin: {
    status: 421,
    body: says(
      'This server is set up for this machine only, but the request comes from a page of another origin. Set APP_URL to the origin people use to reach it, or list the origin of that page in CORS_ORIGINS. If you followed a link to this machine, enter its address in the address bar instead.',
    ),
  },
  method_not_allowed: { status: 405, body: ({ method }) => ({ detail: `Method "${method}" not allowed.` }) },
  unsupported_media_type: {
    status: 415,
    body: ({ mediaType }) => ({ detail: `Unsupported media type "${mediaType}" in request.` }),
  },
  cross_origin: { status: 403, body: says('Cross-origin form posts are refused.', 'cross_origin') },
  registration_closed: { status: 403, body: says('Registration is closed.', 'registration_closed') },
  permission_denied: { status: 403, body: says('You do not have permission to perform this action.') },
  throttled: {
    status: 429,
    body: ({ seconds }) => ({
      detail: `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`,
    }),
  },
  body_too_large: { status: 413, body: says('Request body is too large.') },
  malformed_json: { status: 400, body: says('JSON parse error - the body is not valid JSON.') },
  malformed_form: { status: 400, body: says('Form parse error - the body is not valid UTF-8 form data.') },
  not_a_dictionary: {
    status: 400,
    body: ({ received }) => ({
      non_field_errors: [`Invalid data. Expected a dictionary, but got ${received}.`],
    }),
  },
  invalid_fields: { status: 400, body: ({ fields }) => fields },
  bad_credentials: { status: 401, body: says('No active account found with the given credentials') },
  token_not_valid: {
    status: 401,
    body: ({ reason }) => ({ detail: TOKEN_ERROR_REASONS[reason], code: 'token_not_valid' }),
  },
  no_account_for_token: { status: 401, body: says('No active account found for the given token.') },
  not_authenticated: { status: 401, body: says('Authentication credentials were not provided.') },
  bad_authorization_header: {
    status: 401,
    body: says('Authorization header must contain two space-delimited values', 'bad_authorization_header'),
  },
  bearer_not_valid: {
    status: 401,
    body: ({ reason }) => ({
      detail: 'Given token not valid for any token type',
      code: 'token_not_valid',
      messages: [{ token_class: 'AccessToken', token_type: 'access', message: TOKEN_ERROR_REASONS[reason] }],
    }),
  },
  user_not_found: {
    status: 404,
    body: says('No user with this email address was found.', 'user_not_found'),
  },
  email_not_verified: { status: 401, body: says('E-mail address is not verified.', 'email_not_verified') },
  wrong_password: { status: 400, body: ({ field }) => ({ [field]: ['The password is not right.'] }) },
  invalid_link: { status: 400, body: () => ({ token: ['Invalid or expired token.'] }) },
  unavailable: { status: 503, body: says('Service temporarily unavailable, try again later.') },
  server_error: { status: 500, body: says('A server error occurred.') },
} satisfies { [Code in ErrorCode]: ErrorDefinition<Code> };

type DetailsArgument<Code extends ErrorCode> = ErrorDetails[Code] extends undefined
  ? []
  : [details: ErrorDetails[Code]];

/** The same symbol in every copy of this module, and no property that a log line would show. */
const BRAND: unique symbol = /* @__PURE__ */ Symbol.for('postern.AuthError');

/** The one error that rules and edges throw to refuse a request. {@link isAuthError} recognizes it. */
export class AuthError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly [BRAND] = true;
  override readonly name = 'AuthError';
  readonly code: Code;
  readonly details: ErrorDetails[Code];

  constructor(code: Code, ...[details]: DetailsArgument<Code>) {
    super(code);
    this.code = code;
    this.details = details as ErrorDetails[Code];
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  /** The answer's body, exact to the letter. */
  get body(): object {
    const { body } = ERRORS[this.code] as ErrorDefinition<Code>;
    return body(this.details);
  }

  /** Whole seconds for `Retry-After`, where trying again later helps. */
  get retryAfterSeconds(): number | undefined {
    const details: unknown = this.details;
    const hasSeconds = typeof details === 'object' && details !== null && 'seconds' in details;
    return hasSeconds ? Number(details.seconds) : undefined;
  }
}

/**
 * In place of `instanceof`: Next loads this module once for each bundle, and each copy has a class of its own. What the
 * context's copy throws, a route's copy must recognize.
 */
export const isAuthError = (value: unknown): value is AuthError =>
  typeof value === 'object' && value !== null && BRAND in value;

/** Refuses single fields, in the words beside them. */
export function fieldError(field: string, ...sentences: string[]): AuthError<'invalid_fields'> {
  return new AuthError('invalid_fields', { fields: { [field]: sentences } });
}

/** The sentences of a schema, by field. */
export function toFieldErrors(issues: readonly { path: readonly PropertyKey[]; message: string }[]): FieldErrors {
  const fields: FieldErrors = {};
  for (const { path, message } of issues) {
    const field = String(path[0]);
    fields[field] = [...(fields[field] ?? []), message];
  }
  return fields;
}

/** As the inputs' schemas say it, where only the rules can tell that a field is required. */
export const requiredField = (field: string) => fieldError(field, 'This field is required.');

export const emailTaken = () => fieldError('email', 'user with this email already exists.');

export const isFieldError = (error: AuthError): error is AuthError<'invalid_fields'> => error.code === 'invalid_fields';

export const isTokenError = (error: AuthError): error is AuthError<'token_not_valid'> =>
  error.code === 'token_not_valid';
