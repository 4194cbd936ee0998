/** Messages for each field of a request, as Django REST framework has them. */
export type FieldMessages = Readonly<Record<string, readonly string[]>>;

export type ApiErrorDetails = {
  status: number;
  body: unknown;
  code: string | null;
  detail: string | null;
  fields: FieldMessages;
  formMessages: readonly string[];
  retryAfterSeconds: number | null;
  requestId: string | null;
};

/** The server responded, and refused. Its message is a sentence of the server and has no secret. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The body as it came: a parsed JSON value, or null where there was none. */
  readonly body: unknown;
  /** `token_not_valid`, `user_not_found` and others, or the `error` of RFC 6749 §5.2; null where the server gives none. */
  readonly code: string | null;
  /** A sentence about the whole request. */
  readonly detail: string | null;
  /** Sentences about single fields, to show beside them; empty unless the status is 400. */
  readonly fields: FieldMessages;
  /** Sentences about the form as a whole (`non_field_errors`). */
  readonly formMessages: readonly string[];
  /** When a 429 or 503 says to try again, in whole seconds from now. */
  readonly retryAfterSeconds: number | null;
  /** The response's `X-Request-Id`, by which the operator finds it in the log. */
  readonly requestId: string | null;

  constructor(details: ApiErrorDetails) {
    const [firstField = []] = Object.values(details.fields);
    super(details.detail ?? details.formMessages[0] ?? firstField[0] ?? `The server responded with ${details.status}.`);
    this.status = details.status;
    this.body = details.body;
    this.code = details.code;
    this.detail = details.detail;
    this.fields = details.fields;
    this.formMessages = details.formMessages;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.requestId = details.requestId;
  }
}

/**
 * No response arrived, or none that this server sends: offline, a timeout, a proxy in between. The request may have been
 * carried out all the same. `cause` is the error of `fetch`.
 */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** Why a sign-in by redirect was given up: an `error` of the server (RFC 6749 §4.1.2.1), or one of these. */
export type SignInErrorCode =
  | 'unknown_state'
  | 'wrong_issuer'
  | 'missing_code'
  | 'missing_token'
  | 'invalid_id_token'
  | (string & {});

/** The server, or a check of its response, ended a sign-in by redirect. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly code: SignInErrorCode;

  constructor(code: SignInErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
