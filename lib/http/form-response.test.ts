import { expect, test } from 'playwright/test';
import { Vault } from '../crypto/vault';
import { AuthError, type ErrorCode, fieldError } from '../errors';
import { FORM_NAMES, FORM_RESULT_TYPE, type FormResult } from '../form-result';
import { addSeconds } from '../time';
import { endpoint, operation } from './endpoint';
import { FLASH_SECONDS, openFlash, sealFlash } from './flash';
import { formError } from './form-response';

const vault = new Vault(['a-secret-of-at-least-32-bytes-here']);
const now = new Date('2026-01-01T00:00:00Z');

/** One error of each code. */
const ERRORS: { [Code in ErrorCode]: AuthError<Code> } = {
  not_found: new AuthError('not_found'),
  misdirected: new AuthError('misdirected'),
  other_host: new AuthError('other_host'),
  foreign_origin: new AuthError('foreign_origin'),
  method_not_allowed: new AuthError('method_not_allowed', { method: 'PUT', allow: ['POST'] }),
  unsupported_media_type: new AuthError('unsupported_media_type', { mediaType: 'text/plain' }),
  cross_origin: new AuthError('cross_origin'),
  registration_closed: new AuthError('registration_closed'),
  permission_denied: new AuthError('permission_denied'),
  throttled: new AuthError('throttled', { seconds: 42 }),
  body_too_large: new AuthError('body_too_large'),
  malformed_json: new AuthError('malformed_json'),
  malformed_form: new AuthError('malformed_form'),
  not_a_dictionary: new AuthError('not_a_dictionary', { received: 'list' }),
  invalid_fields: fieldError('password', 'This field is required.'),
  bad_credentials: new AuthError('bad_credentials'),
  token_not_valid: new AuthError('token_not_valid', { reason: 'expired' }),
  no_account_for_token: new AuthError('no_account_for_token'),
  not_authenticated: new AuthError('not_authenticated'),
  bad_authorization_header: new AuthError('bad_authorization_header'),
  bearer_not_valid: new AuthError('bearer_not_valid', { reason: 'expired' }),
  user_not_found: new AuthError('user_not_found'),
  email_not_verified: new AuthError('email_not_verified'),
  wrong_password: new AuthError('wrong_password', { field: 'password' }),
  invalid_link: new AuthError('invalid_link'),
  unavailable: new AuthError('unavailable', { seconds: 1 }),
  server_error: new AuthError('server_error'),
};

const fromJson = (result: FormResult): unknown => JSON.parse(JSON.stringify(result));

for (const form of FORM_NAMES) {
  test(`the page of the form ${form} and its script are given the same of each error`, () => {
    for (const error of Object.values(ERRORS)) {
      const result = formError(error, form, 'someone@example.com');
      const scripts = fromJson(result);
      expect(openFlash(vault, sealFlash(vault, result, now), now)).toEqual(scripts);
      expect(scripts).toMatchObject({ kind: 'error', form, code: error.code, body: error.body });
    }
  });
}

test('a success is the same for the page and the script', () => {
  const result: FormResult = { kind: 'success', form: 'verify-email', notice: 'check-mail', email: 'a@example.com' };
  expect(openFlash(vault, sealFlash(vault, result, now), now)).toEqual(fromJson(result));
});

test('a wait is told as what is left of it, until the cookie has expired', () => {
  const flash = sealFlash(vault, formError(ERRORS.throttled, 'login'), now);
  const waitAfter = (seconds: number) => openFlash(vault, flash, addSeconds(now, seconds));
  expect(waitAfter(12)).toMatchObject({ waitSeconds: 30 });
  expect(waitAfter(50)).toMatchObject({ waitSeconds: 0 });
  expect(waitAfter(FLASH_SECONDS + 1)).toBeNull();
});

test('an email that is no text, or longer than can be valid, is not kept', () => {
  for (const email of [undefined, ['a@example.com'], 'x'.repeat(321)]) {
    expect(formError(ERRORS.bad_credentials, 'login', email).email).toBeUndefined();
  }
});

test('a flash cookie of another server or shape is none', () => {
  const result = formError(ERRORS.bad_credentials, 'login');
  const other = new Vault(['another-secret-of-at-least-32-bytes']);
  const old = vault.seal('flash-cookie', JSON.stringify({ form: 'login', code: 'throttled', sealedAt: now.getTime() }));
  for (const cookie of [undefined, '', 'x', sealFlash(other, result, now), old.toString('base64url')]) {
    expect(openFlash(vault, cookie, now)).toBeNull();
  }
});

test('before the service has begun, the script of a form is given a 503 as its result, other clients as JSON', async () => {
  const { POST } = endpoint({ POST: operation({ schema: never, run: never, respond: never }) });
  const { status, body, retryAfterSeconds } = ERRORS.unavailable;
  for (const [type, told] of [
    [FORM_RESULT_TYPE, { kind: 'error', code: 'unavailable', body, waitSeconds: retryAfterSeconds }],
    ['application/json', body],
  ] as const) {
    const request = new Request('http://localhost/auth/token/', { method: 'POST', headers: { Accept: type } });
    const response = await POST(request, { params: Promise.resolve({}) });
    expect([response.status, response.headers.get('Content-Type')]).toEqual([status, type]);
    expect(response.headers.get('Retry-After')).toBe('1');
    expect(await response.json()).toEqual(told);
  }
});

function never(): never {
  throw new Error('The operation ran.');
}
