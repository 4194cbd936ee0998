import { expect, test } from 'playwright/test';
import { toApiError } from './to-api-error';

const now = new Date('2026-11-28T00:00:00Z');
const read = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  toApiError({ status, body, headers: new Headers(headers) }, now);

test('messages of fields and those of the whole form are told apart', () => {
  const error = read(400, { email: ['Enter a valid email address.'], non_field_errors: ['One.', 'Two.'] });
  expect(error.fields).toEqual({ email: ['Enter a valid email address.'] });
  expect(error.formMessages).toEqual(['One.', 'Two.']);
  expect([error.code, error.detail]).toEqual([null, null]);
});

test('a list and a text of another backend are messages too', () => {
  expect(read(400, ['Wrong.']).formMessages).toEqual(['Wrong.']);
  expect(read(400, { name: 'Too long.', tags: [{ 0: ['x'] }] }).fields).toEqual({ name: ['Too long.'] });
});

test('detail and code are no fields, whatever the status', () => {
  const error = read(401, { detail: 'Token is expired', code: 'token_not_valid', messages: [] });
  expect(error).toMatchObject({ status: 401, code: 'token_not_valid', detail: 'Token is expired', fields: {} });
});

test('an error of the token endpoint has its code and description', () => {
  const error = read(400, { error: 'invalid_grant', error_description: 'The code is not valid.' });
  expect(error).toMatchObject({ code: 'invalid_grant', detail: 'The code is not valid.', fields: {} });
});

test('the message is the first sentence that the server gave', () => {
  expect(read(400, { password: ['Too short.', 'Too common.'] }).message).toBe('Too short.');
  expect(read(404, { detail: 'Not found.' }).message).toBe('Not found.');
  expect(read(502, null).message).toBe('The server responded with 502.');
});

test('Retry-After is read in seconds and as a date', () => {
  expect(read(429, {}, { 'Retry-After': '42' }).retryAfterSeconds).toBe(42);
  expect(read(503, {}, { 'Retry-After': 'Sat, 28 Nov 2026 00:01:00 GMT' }).retryAfterSeconds).toBe(60);
  expect(read(503, {}, { 'Retry-After': 'Fri, 27 Nov 2026 00:00:00 GMT' }).retryAfterSeconds).toBe(0);
  expect(read(503, {}, { 'Retry-After': 'soon' }).retryAfterSeconds).toBeNull();
  expect(read(503, {}).retryAfterSeconds).toBeNull();
});

test('the request ID is kept for the operator', () => {
  expect(read(500, {}, { 'X-Request-Id': 'abcdefgh' }).requestId).toBe('abcdefgh');
});
