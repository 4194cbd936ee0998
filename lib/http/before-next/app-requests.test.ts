import { expect, test } from 'playwright/test';
import type { RegisteredApp } from '../../config/registered-app';
import { findFormTarget } from './app-requests';
import { normalizeRequest } from './normalize-request';

const WEB: RegisteredApp = {
  id: 'web',
  name: 'Example',
  secret: null,
  redirectUris: ['https://app.example.com/callback', 'com.example.app:/callback'],
  postLogoutRedirectUris: ['https://app.example.com/bye'],
  origins: [],
};
const APPS = [WEB];

const CALLBACK = encodeURIComponent('https://app.example.com/callback');
const REQUEST = `client_id=web&redirect_uri=${CALLBACK}`;

const normalize = (target: string, method = 'GET', apps = APPS) =>
  normalizeRequest({ method, target, misdirection: null, apps });

test('without apps their paths are those of no page', () => {
  for (const target of [
    `/authorize/?${REQUEST}`,
    '/authorize',
    '/sign-out/',
    '/sign-out/confirm/',
    '/authorize/unknown-app/',
  ]) {
    expect(normalize(target, 'GET', [])).toEqual({ url: '/-/', method: 'GET', error: null });
    expect(normalize(target, 'POST', [])).toMatchObject({ error: 'method_not_allowed' });
  }
  expect(normalize('/authorized/', 'GET', [])).toMatchObject({ url: '/authorized/' });
});

test('with apps their routes take every method', () => {
  for (const path of ['/authorize/', '/authorize', '/sign-out/', '/sign-out']) {
    expect(normalize(path, 'POST')).toEqual({ url: path, method: 'POST', error: null });
  }
  expect(normalize('/sign-out/confirm/', 'POST')).toMatchObject({ error: 'method_not_allowed' });
});

test('a request of a known app is left as it is', () => {
  for (const url of [`/authorize/?${REQUEST}&state=%2F`, `/authorize?${REQUEST}`]) {
    expect(normalize(url)).toEqual({ url, method: 'GET', error: null });
  }
});

test('a request of no known app is shown a page', () => {
  const page = (reason: string) => ({ url: `/authorize/unknown-app/?reason=${reason}`, method: 'GET', error: null });
  expect(normalize('/authorize/')).toEqual(page('client_id'));
  expect(normalize(`/authorize/?client_id=other&redirect_uri=${CALLBACK}`)).toEqual(page('client_id'));
  expect(normalize('/authorize?client_id=web&redirect_uri=https://evil.example/')).toEqual(page('redirect_uri'));
  expect(normalize(`/authorize/?${REQUEST}&redirect_uri=https://evil.example/`)).toEqual(page('redirect_uri'));
});

const signIn = (page: string, query: string) => `${page}?next=${encodeURIComponent(`/authorize/?${query}`)}`;

test('the form of a sign-in page may end at the app that it leads to', () => {
  const native = `client_id=web&redirect_uri=${encodeURIComponent('com.example.app:/callback')}`;
  for (const page of ['/login/', '/login', '/register/', '/register']) {
    expect(findFormTarget(signIn(page, REQUEST), APPS)).toBe('https://app.example.com');
    expect(findFormTarget(signIn(page, native), APPS)).toBe('com.example.app:');
  }
  const bye = encodeURIComponent('https://app.example.com/bye');
  const signOut = `/sign-out/confirm/?client_id=web&post_logout_redirect_uri=${bye}`;
  expect(findFormTarget(signOut, APPS)).toBe('https://app.example.com');
});

test('every other form ends here', () => {
  const evil = encodeURIComponent('https://evil.example/');
  for (const url of [
    '/login/',
    '/login/?next=/account/',
    `/login/?next=${evil}`,
    signIn('/login/', `client_id=web&redirect_uri=${evil}`),
    signIn('/login/', `client_id=other&redirect_uri=${CALLBACK}`),
    `${signIn('/login/', REQUEST)}&next=/account/`,
    signIn('/forgot-password/', REQUEST),
    signIn('/account/', REQUEST),
    `/sign-out/confirm/?client_id=web&post_logout_redirect_uri=${evil}`,
    `/sign-out/confirm/?client_id=web&post_logout_redirect_uri=${CALLBACK}`,
    `/sign-out/confirm/?post_logout_redirect_uri=${encodeURIComponent('https://app.example.com/bye')}`,
  ]) {
    expect([url, findFormTarget(url, APPS)]).toEqual([url, null]);
  }
  expect(findFormTarget(signIn('/login/', REQUEST), [])).toBeNull();
});
