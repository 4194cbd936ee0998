import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { PASSWORD, signedIn, uniqueEmail } from '../fixtures/accounts';
import type { Client } from '../fixtures/client';
import {
  BLANK,
  expectJson,
  expectJsonWithoutCookies,
  fieldErrors,
  INVALID_EMAIL,
  NO_SUCH_PAIR,
  NOT_A_STRING,
  NOT_JSON,
  NUL_REFUSED,
  NULL,
  PASSWORD_TOO_SHORT,
  REQUIRED,
  refusedToken,
  SURROGATES_REFUSED,
  TOO_LARGE,
} from './answers';
import { expect, test } from './api-test';
import {
  BLACKLIST,
  CHANGE_EMAIL,
  CHANGE_PASSWORD,
  DELETE_ACCOUNT,
  POSTS,
  REFRESH,
  REGISTER,
  RESET,
  RESET_REQUEST,
  TOKEN,
  UNDO_EMAIL_CHANGE,
  VERIFY,
  VERIFY_REQUEST,
} from './endpoints';

/** Each field with values for the others that no rule of shape objects to. */
const FIELDS = POSTS.flatMap((endpoint) => endpoint.fields.map((field) => ({ ...endpoint, field })));
const withOthers = (fields: readonly string[], value: Record<string, unknown>) => ({
  ...Object.fromEntries(fields.map((field) => [field, field === 'email' ? uniqueEmail() : PASSWORD])),
  ...value,
});

test.describe('a request body', { tag: '@any-database' }, () => {
  for (const { name, path, fields, field } of FIELDS) {
    test(`${name} says when ${field} is missing`, async ({ client }) => {
      const answer = await client.post(path, withOthers(fields, { [field]: undefined }));
      expectJsonWithoutCookies(answer, 400, { [field]: [REQUIRED] });
    });

    test(`${name} says when ${field} is null`, async ({ client }) => {
      expectJsonWithoutCookies(await client.post(path, withOthers(fields, { [field]: null })), 400, {
        [field]: [NULL],
      });
    });

    test(`${name} says when ${field} is the empty string`, async ({ client }) => {
      expectJsonWithoutCookies(await client.post(path, withOthers(fields, { [field]: '' })), 400, { [field]: [BLANK] });
    });

    test(`${name} says when ${field} is of another type than string`, async ({ client }) => {
      for (const value of [7, 0, 1.5, true, false, [], ['a'], {}, { contains: '@' }, { not: '' }]) {
        const answer = await client.post(path, withOthers(fields, { [field]: value }));
        expectJsonWithoutCookies(answer, 400, { [field]: [NOT_A_STRING] });
      }
    });
  }

  for (const { name, path, fields } of POSTS) {
    test(`${name} tells every wrong field at once`, async ({ client }) => {
      const wrong = Object.fromEntries(fields.map((field) => [field, null]));
      expectJsonWithoutCookies(await client.post(path, wrong), 400, fieldErrors(fields, NULL));
      const mixed = fields.length === 2 ? { [fields[0] ?? '']: 7 } : { other: 7 };
      const errors = fields.length === 2 ? [[NOT_A_STRING], [REQUIRED]] : [[REQUIRED]];
      const expected = Object.fromEntries(fields.map((field, at) => [field, errors[at]]));
      expectJsonWithoutCookies(await client.post(path, mixed), 400, expected);
    });

    test(`${name} refuses a body that is not JSON, without quoting it`, async ({ client }) => {
      const texts: (string | Buffer)[] = [
        '{"email": "user@example.com" "password": "new_password",}',
        '{',
        '}',
        '{"email": "user@example.com", "password": "new_password",}',
        "{'email': 'user@example.com'}",
        '{"email": "user@example.com"} new_password',
        'email=user%40example.com&password=new_password',
        'NaN',
        'undefined',
        '{"password": "new_password\n"}',
        '{"email": "user@example.com", "password": "\\x"}',
        '\u0000',
        Buffer.from('{"password": "new_password\xff\xfe"}', 'latin1'),
      ];
      for (const text of texts) expectJsonWithoutCookies(await client.json(path, text), 400, NOT_JSON);
    });

    test(`${name} refuses JSON that is no object and says what came`, async ({ client }) => {
      const roots = {
        '[]': 'list',
        '[{"email": "user@example.com", "password": "new_password"}]': 'list',
        '"new_password"': 'str',
        '""': 'str',
        '1': 'int',
        '-7': 'int',
        '1.5': 'float',
        true: 'bool',
        false: 'bool',
        null: 'NoneType',
      };
      for (const [text, kind] of Object.entries(roots)) {
        const error = `Invalid data. Expected a dictionary, but got ${kind}.`;
        expectJsonWithoutCookies(await client.json(path, text), 400, { non_field_errors: [error] });
      }
    });

    test(`${name} ignores keys it does not know`, async ({ client }) => {
      const text =
        '{"__proto__": {"email": "a@example.com", "password": "p", "refresh": "r", "token": "t"}, "x": [1, {}]}';
      expectJsonWithoutCookies(await client.json(path, text), 400, fieldErrors(fields, REQUIRED));
      const deep = `{"constructor": {"prototype": {"email": "a"}}, "x": ${'['.repeat(7_000)}${']'.repeat(7_000)}}`;
      expectJsonWithoutCookies(await client.json(path, deep), 400, fieldErrors(fields, REQUIRED));
    });

    test(`${name} takes the last of a doubled key`, async ({ client }) => {
      const doubled = fields.map((field) => `"${field}": "x", "${field}": null`).join(', ');
      expectJsonWithoutCookies(await client.json(path, `{${doubled}}`), 400, fieldErrors(fields, NULL));
      const pairs = fields.flatMap((field): [string, string][] => [
        [field, 'x'],
        [field, ''],
      ]);
      expectJsonWithoutCookies(await client.formEncodedApiPost(path, pairs), 400, fieldErrors(fields, BLANK));
    });

    test(`${name} takes a body of 16 KiB and refuses one byte more`, async ({ client }) => {
      const largest = ofSize(16 * 1024);
      expectJsonWithoutCookies(await client.json(path, largest), 400, fieldErrors(fields, REQUIRED));
      expectJsonWithoutCookies(await client.json(path, `${largest} `), 413, TOO_LARGE);
      const form = `x=${'x'.repeat(16 * 1024)}`;
      expectJsonWithoutCookies(await client.formEncodedApiPost(path, [['x', form]]), 413, TOO_LARGE);
    });

    test(`${name} refuses too large a body while it streams`, async ({ client }) => {
      const headers = { 'Content-Type': 'application/json' };
      const body = ofSize(20 * 1024);
      const chunked = await client.request('POST', path, { headers, body, chunked: true, unfinished: true });
      expectJsonWithoutCookies(chunked, 413, TOO_LARGE);
      const declared = { ...headers, 'Content-Length': '1000000000' };
      const long = await client.request('POST', path, { headers: declared, body, unfinished: true });
      expectJsonWithoutCookies(long, 413, TOO_LARGE);
    });

    test(`${name} counts the bytes of a body in chunks as of any other`, async ({ client }) => {
      const headers = { 'Content-Type': 'application/json' };
      const fits = await client.request('POST', path, { headers, body: ofSize(16 * 1024), chunked: true });
      expectJsonWithoutCookies(fits, 400, fieldErrors(fields, REQUIRED));
      const exceeds = await client.request('POST', path, { headers, body: ofSize(16 * 1024 + 1), chunked: true });
      expectJsonWithoutCookies(exceeds, 413, TOO_LARGE);
    });

    test(`${name} refuses compressed bodies`, async ({ client }) => {
      const detail = expect.stringMatching(/^Unsupported media type ".*" in request\.$/);
      for (const [encoding, compress] of [
        ['gzip', gzipSync],
        ['deflate', deflateSync],
        ['br', brotliCompressSync],
      ] as const) {
        const body = compress(JSON.stringify({ email: uniqueEmail(), password: PASSWORD }));
        expectJsonWithoutCookies(await client.json(path, body, { 'Content-Encoding': encoding }), 415, { detail });
      }
    });
  }
});

test.describe('emails are trimmed, passwords never:', () => {
  for (const { name, path, fields } of [REGISTER, TOKEN, RESET_REQUEST, VERIFY_REQUEST, CHANGE_EMAIL]) {
    test(`three spaces are a blank email for ${name}`, async ({ client }) => {
      const answer = await client.post(path, withOthers(fields, { email: '   ' }));
      expectJsonWithoutCookies(answer, 400, { email: [BLANK] });
    });
  }

  test('three spaces are a short password to register with, not a blank one', async ({ client }) => {
    const answer = await client.post('/auth/register/', { email: uniqueEmail(), password: '   ' });
    expectJsonWithoutCookies(answer, 400, { password: [PASSWORD_TOO_SHORT] });
  });

  test('three spaces are a wrong password to sign in with, not a blank one', async ({ client }) => {
    const answer = await client.post('/auth/token/', { email: uniqueEmail(), password: '   ' });
    expectJsonWithoutCookies(answer, 401, NO_SUCH_PAIR);
  });

  for (const { name, path, fields } of [REFRESH, VERIFY, BLACKLIST]) {
    test(`three spaces are an invalid token for ${name}, not a blank one`, async ({ client }) => {
      const answer = await client.post(path, { [fields[0] ?? '']: '   ' });
      expectJsonWithoutCookies(answer, 401, refusedToken('Token is invalid'));
    });
  }
});

test.describe('no email and no password holds', () => {
  const withText = [
    ...[REGISTER, TOKEN, RESET_REQUEST, RESET, VERIFY_REQUEST],
    ...[CHANGE_PASSWORD, CHANGE_EMAIL, UNDO_EMAIL_CHANGE, DELETE_ACCOUNT],
  ];
  const places = withText.flatMap(({ name, path, fields }) => fields.map((field) => ({ name, path, fields, field })));
  for (const { name, path, fields, field } of places) {
    const spoiled = (part: string) => (field === 'email' ? `a${part}b@example.com` : `seven herons${part}over`);

    test(`a NUL: ${field} of ${name}`, async ({ client }) => {
      const value = withOthers(fields, { [field]: spoiled('\u0000') });
      expectJsonWithoutCookies(await client.post(path, value), 400, { [field]: [NUL_REFUSED] });
      expectJsonWithoutCookies(await client.formEncodedApiPost(path, value as Record<string, string>), 400, {
        [field]: [NUL_REFUSED],
      });
    });

    test(`an unpaired surrogate: ${field} of ${name}`, async ({ client }) => {
      for (const part of ['\ud800', '\udc00', '\ude00\ud83d']) {
        const answer = await client.post(path, withOthers(fields, { [field]: spoiled(part) }));
        expectJsonWithoutCookies(answer, 400, { [field]: [SURROGATES_REFUSED] });
      }
    });
  }

  test('a NUL, which in a token is but an invalid one', async ({ client }) => {
    for (const { path, fields } of [REFRESH, VERIFY, BLACKLIST]) {
      for (const part of ['\u0000', '\ud800']) {
        const answer = await client.post(path, { [fields[0] ?? '']: `a${part}b` });
        expectJsonWithoutCookies(answer, 401, refusedToken('Token is invalid'));
      }
    }
  });
});

test('the last of a doubled key is the one that counts when it is the right one', async ({ client }) => {
  const email = uniqueEmail();
  const text = `{"email": "no email", "password": "x", "email": "${email}", "password": "${PASSWORD}"}`;
  const answer = await client.json('/auth/register/', text);
  expect(answer.status).toBe(201);
  await signedIn(client, { email, password: PASSWORD, id: '' });
});

test('a form-encoded body is decoded as UTF-8, plus signs as spaces', async ({ client }) => {
  const answer = await sendForm(client, 'email=not+an+e%2Dmail&password=%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C');
  expectJson(answer, 400, { email: [INVALID_EMAIL], password: [PASSWORD_TOO_SHORT] });
});

function sendForm(client: Client, body: string) {
  return client.json('/auth/register/', body, { 'Content-Type': 'application/x-www-form-urlencoded' });
}

/** An object of exactly so many bytes that lacks every field. */
function ofSize(sizeBytes: number): string {
  const frame = JSON.stringify({ x: '' });
  return JSON.stringify({ x: 'x'.repeat(sizeBytes - frame.length) });
}
