import { expect, test } from 'playwright/test';
import { toApp } from './options';
import { cookieNames, cookieOptions, tokenCookies } from './token-cookies';

const appAt = (appUrl: string) => toApp({ url: 'https://auth.example', appUrl, clientId: 'web' });

const token = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const response = {
  access_token: 'access',
  token_type: 'Bearer',
  expires_in: 300,
  refresh_token: token({ iat: 1_000, exp: 4_600 }),
  id_token: 'id',
} as const;

test('a cookie goes before its access token, and with its refresh token', () => {
  const lifetimes = tokenCookies(appAt('https://app.example'), response).map(({ name, maxAge }) => [name, maxAge]);
  expect(lifetimes).toEqual([
    ['__Host-app_access', 290],
    ['__Host-app_refresh', 3_600],
    ['__Host-app_id_token', 3_600],
  ]);
});

test('a refresh without a new refresh token leaves the former one', () => {
  const { access_token, token_type, expires_in } = response;
  const set = tokenCookies(appAt('https://app.example'), { access_token, token_type, expires_in });
  expect(set.map(({ name }) => name)).toEqual(['__Host-app_access']);
});

test('no script reads a cookie, no form of another site sends it, and on https it stays on https', () => {
  const flags = { httpOnly: true, sameSite: 'lax', path: '/', maxAge: 1 };
  expect(cookieOptions(appAt('https://app.example'), 1)).toEqual({ ...flags, secure: true });
  expect(cookieOptions(appAt('http://localhost:4000'), 1)).toEqual({ ...flags, secure: false });
});

test('without https the names have no prefix that browsers would refuse', () => {
  expect(cookieNames(appAt('http://localhost:4000')).access).toBe('app_access');
});
