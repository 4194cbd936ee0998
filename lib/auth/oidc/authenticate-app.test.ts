import { expect, test } from 'playwright/test';
import type { RegisteredApp } from '../../config/registered-app';
import { authenticateApp, readBasic } from './authenticate-app';

const SECRET = 'a+secret/with=marks:that%20are%coded';
const app = (id: string, secret: string | null): RegisteredApp => ({
  id,
  name: 'Example',
  secret,
  redirectUris: [],
  postLogoutRedirectUris: [],
  origins: [],
});
const APPS = [app('web', null), app('server', SECRET)];

const header = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const encoded = encodeURIComponent(SECRET);

const authenticated = (fields: Record<string, string>, authorization?: string) =>
  authenticateApp(new Map(Object.entries(fields)), authorization, APPS).id;

test('a public app is known by its client_id', () => {
  expect(authenticated({ client_id: 'web' })).toBe('web');
  expect(authenticated({ client_id: 'web' }, 'Bearer x')).toBe('web');
});

test('a confidential app is known by its secret, in the body or the header, form-encoded or as it is', () => {
  expect(authenticated({ client_id: 'server', client_secret: SECRET })).toBe('server');
  expect(authenticated({}, header(`server:${encoded}`))).toBe('server');
  expect(authenticated({}, header(`server:${SECRET}`))).toBe('server');
  expect(authenticated({ client_id: 'server' }, `basic  ${header(`server:${encoded}`).slice(6)}`)).toBe('server');
});

const REFUSED: [fields: Record<string, string>, authorization: string | undefined, code: string][] = [
  [{}, undefined, 'invalid_client'],
  [{ client_id: 'other' }, undefined, 'invalid_client'],
  [{ client_id: 'WEB' }, undefined, 'invalid_client'],
  [{ client_id: 'server' }, undefined, 'invalid_client'],
  [{ client_id: 'server', client_secret: `${SECRET}x` }, undefined, 'invalid_client'],
  [{ client_id: 'server', client_secret: SECRET.slice(1) }, undefined, 'invalid_client'],
  // The secret of a body is the text itself.
  [{ client_id: 'server', client_secret: encoded }, undefined, 'invalid_client'],
  [{ client_id: 'web', client_secret: SECRET }, undefined, 'invalid_client'],
  [{}, header('web:'), 'invalid_client'],
  [{}, header('server:'), 'invalid_client'],
  [{}, header('server'), 'invalid_client'],
  [{}, 'Basic', 'invalid_client'],
  [{}, 'Basic ???', 'invalid_client'],
  [{ client_id: 'web' }, header(`server:${SECRET}x`), 'invalid_request'],
  [{ client_id: 'web' }, header(`server:${encoded}`), 'invalid_request'],
  [{ client_id: 'server', client_secret: SECRET }, header(`server:${encoded}`), 'invalid_request'],
];

for (const [fields, authorization, code] of REFUSED) {
  test(`${JSON.stringify(fields)} with ${authorization ?? 'no header'} is ${code}`, () => {
    expect(() => authenticated(fields, authorization)).toThrow(expect.objectContaining({ name: 'OAuthError', code }));
  });
}

test('another scheme than Basic is none', () => {
  expect(readBasic('Bearer abc')).toBeUndefined();
  expect(readBasic('Basically abc')).toBeUndefined();
  expect(readBasic(undefined)).toBeUndefined();
});
