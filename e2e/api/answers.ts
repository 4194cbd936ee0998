import type { Answer } from '../fixtures/client';
import { expect } from './api-test';
import { JWT } from './jwt';

export const REQUIRED = 'This field is required.';
export const NULL = 'This field may not be null.';
export const BLANK = 'This field may not be blank.';
export const NOT_A_STRING = 'Not a valid string.';
export const INVALID_EMAIL = 'Enter a valid email address.';
export const EMAIL_TOO_LONG = 'Ensure this field has no more than 254 characters.';
export const PASSWORD_TOO_LONG = 'Ensure this field has no more than 256 characters.';
export const PASSWORD_TOO_SHORT = 'This password is too short. It must contain at least 8 characters.';
export const PASSWORD_TOO_COMMON = 'This password is too common.';
export const PASSWORD_LIKE_EMAIL = 'The password is too similar to the email.';
export const PASSWORD_LIKE_PRODUCT = "The password is too similar to the product's name.";
export const NUL_REFUSED = 'Null characters are not allowed.';
export const SURROGATES_REFUSED = 'Unpaired surrogates are not allowed.';

export const EMAIL_TAKEN = { email: ['user with this email already exists.'] };
export const NOT_JSON = { detail: 'JSON parse error - the body is not valid JSON.' };
export const TOO_LARGE = { detail: 'Request body is too large.' };
export const NOT_FOUND = { detail: 'Not found.' };
export const CROSS_ORIGIN = { detail: 'Cross-origin form posts are refused.', code: 'cross_origin' };
export const NO_SUCH_PAIR = { detail: 'No active account found with the given credentials' };
export const NO_CREDENTIALS = { detail: 'Authentication credentials were not provided.' };
export const BAD_AUTHORIZATION = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
};
export const NO_SUCH_USER = { detail: 'No user with this email address was found.', code: 'user_not_found' };
export const RESET_MAILED = { detail: 'Password reset e-mail has been sent.' };
export const PASSWORD_RESET = { detail: 'Password has been reset with the new password.' };
export const DEAD_RESET_TOKEN = { token: ['Invalid or expired token.'] };

export const DEAD_LINK = DEAD_RESET_TOKEN;
export const PASSWORD_CHANGED = { detail: 'Password has been changed.' };
export const SAME_PASSWORD = { password: ['This is the password you have now.'] };
export const VERIFICATION_MAILED = { detail: 'Verification e-mail has been sent.' };
export const EMAIL_VERIFIED = { detail: 'E-mail address verified.' };
export const EMAIL_NOT_VERIFIED = { detail: 'E-mail address is not verified.', code: 'email_not_verified' };
export const CONFIRMATION_MAILED = { detail: 'Confirmation e-mail has been sent.' };
export const EMAIL_CHANGED = { detail: 'E-mail address changed.' };
export const SAME_EMAIL = { email: ['This is the e-mail you have now.'] };
export const CHANGE_UNDONE = { detail: 'E-mail address and account have been restored.' };
export const SESSION_ENDED = { detail: 'Session ended.' };
export const OTHERS_ENDED = { detail: 'Other sessions ended.' };
export const ACCOUNT_DELETED = { detail: 'Account deleted.' };

/** A password that was asked for again, and given wrong. */
export const wrongPassword = (field = 'password') => ({ [field]: ['The password is not right.'] });
export const refusedToken = (detail: string) => ({ detail, code: 'token_not_valid' });
export const refusedAccess = (message: string) => ({
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
});
export const wrongMethod = (method: string) => ({ detail: `Method "${method}" not allowed.` });
export const unsupportedType = (type: string) => ({ detail: `Unsupported media type "${type}" in request.` });
/** One error for each of some fields. */
export const fieldErrors = (fields: readonly string[], error: string) =>
  Object.fromEntries(fields.map((field) => [field, [error]]));

export const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;
export const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The status, the whole body, and every header that each answer under `/auth/` carries. */
export function expectJson(answer: Answer, status: number, body: unknown): void {
  expect(seenBy(answer)).toEqual(jsonAnswer(status, body));
}

/** The same for an API client, to whom no cookie is ever set. */
export function expectJsonWithoutCookies(answer: Answer, status: number, body: unknown): void {
  const { setCookies } = answer;
  expect({ ...seenBy(answer), setCookies }).toEqual({ ...jsonAnswer(status, body), setCookies: [] });
}

/** In one comparison: each assertion of its own costs a stack trace, and there are thousands of answers. */
function seenBy({ status, text, headers }: Answer) {
  const { 'content-type': type, 'cache-control': caching, 'x-request-id': requestId } = headers;
  return { status, body: parsed(text), type, caching, requestId, challenge: headers['www-authenticate'] };
}

const jsonAnswer = (status: number, body: unknown) => ({
  status,
  body,
  type: 'application/json',
  caching: 'no-store',
  requestId: expect.stringMatching(REQUEST_ID),
  challenge: status === 401 ? 'Bearer realm="api"' : undefined,
});

/** A 429 that says twice how long to wait, in seconds within those bounds. */
export function expectThrottled(answer: Answer, { least, most }: { least: number; most: number }): void {
  const seconds = Number(answer.headers['retry-after']);
  const detail = `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`;
  expectJson(answer, 429, { detail });
  expect(seconds).toBeGreaterThanOrEqual(least);
  expect(seconds).toBeLessThanOrEqual(most);
}

/** A 303 to exactly that path. */
export function expectSeeOther(answer: Answer, location: string): void {
  expect({ status: answer.status, location: answer.headers.location }).toEqual({ status: 303, location });
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['x-request-id']).toMatch(REQUEST_ID);
  expect(answer.text).not.toMatch(JWT);
}

/** The text itself where it is no JSON, so that a failed comparison shows it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
