import {
  ANOTHER_PASSWORD,
  browserSession,
  PASSWORD,
  registered,
  registeredBrowser,
  uniqueEmail,
} from '../fixtures/accounts';
import { type Answer, FORM_RESULT_TYPE, findCookie, isExpired } from '../fixtures/client';
import {
  BLANK,
  CROSS_ORIGIN,
  EMAIL_TAKEN,
  expectJson,
  fieldErrors,
  INVALID_EMAIL,
  NO_CREDENTIALS,
  NO_SUCH_PAIR,
  NO_SUCH_USER,
  REQUEST_ID,
  REQUIRED,
  refusedToken,
  TOO_LARGE,
} from './answers';
import { expect, test } from './api-test';
import { FORMS_WITH_A_PAGE } from './endpoints';
import { JWT } from './jwt';

/** A result of exactly that shape, of which nothing is secret. */
function expectResult(answer: Answer, status: number, result: object): void {
  expect({ status: answer.status, result: answer.json() }).toEqual({ status, result });
  expect(answer.headers['content-type']).toBe(FORM_RESULT_TYPE);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['x-request-id']).toMatch(REQUEST_ID);
  expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer realm="api"' : undefined);
  expect(answer.headers.vary).toMatch(/\bAccept\b(?!-)/);
  expect(answer.text).not.toMatch(JWT);
}

const error = (form: unknown, code: string, body: object) => ({ kind: 'error', form, code, body });

test.describe('the script of a form is given as its result', () => {
  test('a success, with a session cookie and no token', async ({ client, member: { email, password } }) => {
    const answer = await client.pageForm('/auth/token/', { email, password });
    expectResult(answer, 200, { kind: 'success', form: 'login' });
    expect(findCookie(answer, client.sessionCookie)?.value).toMatch(/./);
    expect(answer.text).not.toContain(password);
  });

  test('a registration, with the status of the JSON', async ({ client }) => {
    const answer = await client.pageForm('/auth/register/', { email: uniqueEmail(), password: PASSWORD });
    expectResult(answer, 201, { kind: 'success', form: 'register' });
    expect(findCookie(answer, client.sessionCookie)?.value).toMatch(/./);
  });

  test('a notice, which the next page is told of as well', async ({ client }) => {
    const { email } = await registered(client);
    const answer = await client.pageForm('/auth/reset-password/', { email });
    expectResult(answer, 200, { kind: 'success', form: 'forgot-password', notice: 'check-mail', email });
    const Cookie = `${client.flashCookie}=${findCookie(answer, client.flashCookie)?.value}`;
    expect((await client.get('/forgot-password/', { Cookie })).text).toContain(email);
  });

  test('a new session after a change of password', async ({ client }) => {
    const Cookie = await registeredBrowser(client);
    const fields = { current_password: PASSWORD, password: ANOTHER_PASSWORD };
    const answer = await client.pageForm('/auth/change-password/', fields, { Cookie });
    expectResult(answer, 200, { kind: 'success', form: 'change-password', notice: 'password-changed' });
    expect(findCookie(answer, client.sessionCookie)?.value).toMatch(/./);
  });

  test('the end of its session', async ({ client, member }) => {
    const Cookie = await browserSession(client, member);
    const answer = await client.pageForm('/auth/logout/', {}, { Cookie });
    expectResult(answer, 200, { kind: 'success', form: 'login', notice: 'signed-out' });
    expect(isExpired(findCookie(answer, client.sessionCookie))).toBe(true);
    expect(answer.headers['clear-site-data']).toBe('"storage"');
  });

  test('field errors, and the email as it was typed', async ({ client, member: { email } }) => {
    const taken = await client.pageForm('/auth/register/', { email, password: PASSWORD });
    expectResult(taken, 400, { ...error('register', 'invalid_fields', EMAIL_TAKEN), email });
    const both = await client.pageForm('/auth/register/', { email: 'nobody', password: '' });
    const body = { email: [INVALID_EMAIL], password: [BLANK] };
    expectResult(both, 400, { ...error('register', 'invalid_fields', body), email: 'nobody' });
  });

  for (const { name, path, fields } of FORMS_WITH_A_PAGE) {
    test(`the missing fields of ${name}`, async ({ client }) => {
      const answer = await client.pageForm(path, {});
      const body = fieldErrors(fields, REQUIRED);
      expectResult(answer, 400, error(expect.any(String), 'invalid_fields', body));
      expect(answer.setCookies).toEqual([]);
    });
  }

  test('a wrong pair, with no cookie, and the result of the attempt before is gone', async ({ client }) => {
    const email = uniqueEmail();
    const wrong = { email, password: 'wrong horses' };
    const told = { ...error('login', 'bad_credentials', NO_SUCH_PAIR), email };
    const answer = await client.pageForm('/auth/token/', wrong);
    expectResult(answer, 401, told);
    expect(answer.setCookies).toEqual([]);
    expect(answer.text).not.toContain(wrong.password);
    const flash = findCookie(await client.form('/auth/token/', wrong), client.flashCookie)?.value;
    const next = await client.pageForm('/auth/token/', wrong, { Cookie: `${client.flashCookie}=${flash}` });
    expectResult(next, 401, told);
    expect(isExpired(findCookie(next, client.flashCookie))).toBe(true);
  });

  test('that the user is signed out', async ({ client }) => {
    const fields = { current_password: PASSWORD, password: ANOTHER_PASSWORD };
    const answer = await client.pageForm('/auth/change-password/', fields);
    expectResult(answer, 401, error('change-password', 'not_authenticated', NO_CREDENTIALS));
  });

  test('an unknown email', async ({ client }) => {
    const email = uniqueEmail();
    const answer = await client.pageForm('/auth/reset-password/', { email });
    expectResult(answer, 404, { ...error('forgot-password', 'user_not_found', NO_SUCH_USER), email });
  });

  test('that it comes from another origin, without a cookie', async ({ client, memberCookie }) => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', Cookie: memberCookie };
    const answer = await client.pageForm('/auth/logout/', {}, headers);
    expectResult(answer, 403, { kind: 'error', code: 'cross_origin', body: CROSS_ORIGIN });
    expect(answer.setCookies).toEqual([]);
  });

  test('how long to wait, as Retry-After says it', async ({ client }) => {
    const { email } = await registered(client);
    const wrong = { email, password: 'wrong horses' };
    for (let tries = 0; tries < 10; tries += 1) {
      expect((await client.pageForm('/auth/token/', wrong)).status).toBe(401);
    }
    const answer = await client.pageForm('/auth/token/', wrong);
    const waitSeconds = Number(answer.headers['retry-after']);
    expect(waitSeconds).toBeGreaterThan(20);
    const body = { detail: `Request was throttled. Expected available in ${waitSeconds} seconds.` };
    expectResult(answer, 429, { ...error('login', 'throttled', body), waitSeconds, email });
  });

  test('that it is too large', async ({ client }) => {
    const answer = await client.pageForm('/auth/token/', { email: uniqueEmail(), password: 'x'.repeat(20_000) });
    expectResult(answer, 413, error('login', 'body_too_large', TOO_LARGE));
  });

  test('that the server is not meant, or has no such endpoint', async ({ client }) => {
    const misdirected = await client.pageForm('/auth/token/', {}, { Host: 'evil.example' });
    const body = { detail: expect.stringContaining('APP_URL') };
    expectResult(misdirected, 421, { kind: 'error', code: expect.stringMatching(/^(misdirected|other_host)$/), body });
    const absent = await client.pageForm('/auth/nothing/', {});
    expectResult(absent, 404, { kind: 'error', code: 'not_found', body: { detail: 'Not found.' } });
  });
});

test.describe('the media type of results', { tag: '@any-database' }, () => {
  test('is for browser forms: an API client that accepts it gets JSON', async ({ client }) => {
    const headers = { Accept: FORM_RESULT_TYPE };
    const wrong = { email: uniqueEmail(), password: 'wrong horses' };
    for (const answer of [
      await client.post('/auth/token/', wrong, headers),
      await client.formEncodedApiPost('/auth/token/', wrong, headers),
    ]) {
      expectJson(answer, 401, NO_SUCH_PAIR);
      expect(answer.setCookies).toEqual([]);
    }
  });

  test('is not that of a form without a page, nor of a GET', async ({ client, access }) => {
    const refresh = await client.pageForm('/auth/token/refresh/', { refresh: 'x' });
    expectJson(refresh, 401, refusedToken('Token is invalid'));
    const headers = { Accept: FORM_RESULT_TYPE, Authorization: `Bearer ${access}` };
    expect((await client.get('/auth/me/', headers)).headers['content-type']).toBe('application/json');
  });

  test('changes nothing where it is not asked for', async ({ client }) => {
    const wrong = { email: uniqueEmail(), password: 'wrong horses' };
    const api = await client.post('/auth/token/', wrong);
    const script = await client.enhancedForm('/auth/token/', wrong);
    for (const answer of [api, script]) {
      expectJson(answer, 401, NO_SUCH_PAIR);
      expect(answer.headers.vary ?? '').not.toMatch(/\bAccept\b(?!-)/);
    }
    expect(Object.keys(script.headers)).toEqual(Object.keys(api.headers));
  });
});
