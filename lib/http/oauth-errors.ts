import { type AuthError, isAuthError } from '../errors';
import { isOAuthError, OAuthError, type OAuthErrorCode } from '../oauth-error';
import type { Exchange } from './operation';
import { errorResponse, json, type OperationResponse } from './response';
import { toAuthError } from './to-auth-error';

/** Errors as apps expect them: RFC 6749 §5.2 of the token endpoint, RFC 6750 §3 of protected resources. */

const STATUS: Partial<Record<OAuthErrorCode, number>> = {
  invalid_client: 401,
  insufficient_scope: 403,
  server_error: 500,
  temporarily_unavailable: 503,
};

/** Whatever was thrown, as an error of the one or the other kind. */
export const toKnownError = (thrown: unknown, exchange: Exchange): OAuthError | AuthError =>
  isOAuthError(thrown) ? thrown : toAuthError(thrown, exchange);

/** The refusals of the dialect in the words of OAuth. */
export function toOAuthError(error: OAuthError | AuthError): OAuthError {
  if (isOAuthError(error)) return error;
  // The RFC allows no quotation mark in a description.
  const description = `${Reflect.get(error.body, 'detail') ?? 'The request is not valid.'}`.replaceAll('"', "'");
  return new OAuthError(codeOf(error), description);
}

function codeOf({ code, status }: AuthError): OAuthErrorCode {
  if (code === 'throttled' || code === 'unavailable') return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}

const bodyOf = ({ code, message }: OAuthError) => ({ error: code, error_description: message });

/** @param usedBasic the client authenticated by the `Authorization` header */
export function tokenErrorResponse(error: OAuthError | AuthError, usedBasic: boolean): OperationResponse {
  const known = toOAuthError(error);
  const { status: statusOfDialect = undefined, headers } = isAuthError(error) ? errorResponse(error) : {};
  const status = statusOfDialect === 415 ? 400 : (statusOfDialect ?? STATUS[known.code] ?? 400);
  const challenge = status === 401 && { 'WWW-Authenticate': `${usedBasic ? 'Basic' : 'Bearer'} realm="api"` };
  return json(status, bodyOf(known), { headers: { ...headers, ...challenge } });
}

/** RFC 6750 §3.1: without credentials there is no error to name. */
export function bearerErrorResponse(error: OAuthError | AuthError): OperationResponse {
  if (isOAuthError(error)) {
    const challenge = `Bearer realm="api", error="${error.code}", scope="openid"`;
    return json(STATUS[error.code] ?? 400, bodyOf(error), { headers: { 'WWW-Authenticate': challenge } });
  }
  const { headers, status } = errorResponse(error);
  const description = bodyOf(toOAuthError(error)).error_description;
  const refused = (code: string, as: number) =>
    json(
      as,
      { error: code, error_description: description },
      { headers: { ...headers, 'WWW-Authenticate': `Bearer realm="api", error="${code}"` } },
    );
  switch (error.code) {
    case 'not_authenticated':
      return json(401, { error: 'invalid_token', error_description: description }, { headers: { ...headers } });
    case 'bearer_not_valid':
      return refused('invalid_token', 401);
    case 'bad_authorization_header':
      return refused('invalid_request', 400);
    default:
      return json(status, bodyOf(toOAuthError(error)), { headers: { ...headers } });
  }
}
