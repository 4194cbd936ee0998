import { expect, test } from 'playwright/test';
import {
  findAppOfNext,
  findAppOfRequest,
  findPostLogoutUri,
  isRegisteredUri,
  policySourceOf,
  type RegisteredApp,
  withParameters,
} from './registered-app';

const WEB: RegisteredApp = {
  id: 'web',
  name: 'Example',
  secret: null,
  redirectUris: ['https://app.example.com/callback', 'http://127.0.0.1:4000/callback', 'com.example.app:/callback'],
  postLogoutRedirectUris: ['https://app.example.com/'],
  origins: [],
};

const REGISTERED = [
  'https://app.example.com/callback',
  'http://127.0.0.1:4000/callback',
  'http://127.0.0.1/callback',
  'http://127.0.0.1:65535/callback',
  'com.example.app:/callback',
];

const FOREIGN = [
  // Another path, query, port, scheme, host or case.
  'https://app.example.com/callback/',
  'https://app.example.com/callback/../callback',
  'https://app.example.com/callbackx',
  'https://app.example.com/Callback',
  'https://app.example.com/callback?next=1',
  'https://app.example.com/callback#',
  'https://app.example.com/callback#x',
  'https://app.example.com:443/callback',
  'https://app.example.com:8443/callback',
  'http://app.example.com/callback',
  'HTTPS://app.example.com/callback',
  'https://APP.example.com/callback',
  'https://app.example.com./callback',
  'https://app.example.com.evil.example/callback',
  'https://evil.example/callback',
  // User info, encoding and white space.
  'https://app.example.com@evil.example/callback',
  'https://user@app.example.com/callback',
  'https://app.example.com%2f@evil.example/callback',
  'https://app.example.com/%63allback',
  'https://app.example.com/callback%00',
  'https://app.example.com\\@evil.example/callback',
  ' https://app.example.com/callback',
  'https://app.example.com/callback\n',
  // This machine, but another host, path or no port at all.
  'http://127.0.0.1:0/callback',
  'http://127.0.0.1:65536/callback',
  'http://127.0.0.1:/callback',
  'http://127.0.0.1:4000/other',
  'http://127.0.0.1:4000/callback?x=1',
  'http://127.0.0.1:80@evil.example/callback',
  'http://127.0.0.1@evil.example/callback',
  'http://127.0.0.1.evil.example/callback',
  'http://localhost:4000/callback',
  'http://[::1]:4000/callback',
  'http://127.1/callback',
  'http://127.0.0.2/callback',
  'https://127.0.0.1:4000/callback',
  'com.example.app://callback',
  'com.example.app:/callback/',
  'com.example.other:/callback',
  '',
];

for (const uri of REGISTERED) {
  test(`${uri} is registered`, () => {
    expect(isRegisteredUri(uri, WEB.redirectUris)).toBe(true);
  });
}

for (const uri of FOREIGN) {
  test(`${JSON.stringify(uri)} is not registered`, () => {
    expect(isRegisteredUri(uri, WEB.redirectUris)).toBe(false);
  });
}

const request = (query: string) => findAppOfRequest(new URLSearchParams(query), [WEB]);
const CALLBACK = encodeURIComponent('https://app.example.com/callback');

test('a request names one app and one of its redirect URIs', () => {
  expect(request(`client_id=web&redirect_uri=${CALLBACK}`)).toEqual({
    app: WEB,
    redirectUri: 'https://app.example.com/callback',
  });
});

test('nothing is sent anywhere for an app or a URI that is missing, unknown or named twice', () => {
  const client = { app: null, problem: 'client_id' };
  const uri = { app: null, problem: 'redirect_uri' };
  expect(request(`redirect_uri=${CALLBACK}`)).toEqual(client);
  expect(request(`client_id=other&redirect_uri=${CALLBACK}`)).toEqual(client);
  expect(request(`client_id=WEB&redirect_uri=${CALLBACK}`)).toEqual(client);
  expect(request(`client_id=web&client_id=web&redirect_uri=${CALLBACK}`)).toEqual(client);
  expect(request('client_id=web')).toEqual(uri);
  expect(request('client_id=web&redirect_uri=')).toEqual(uri);
  expect(request('client_id=web&redirect_uri=https%3A%2F%2Fevil.example%2F')).toEqual(uri);
  expect(request(`client_id=web&redirect_uri=${CALLBACK}&redirect_uri=https%3A%2F%2Fevil.example%2F`)).toEqual(uri);
});

test('the request that a sign-in page leads back to is read from its path', () => {
  const query = `client_id=web&redirect_uri=${CALLBACK}`;
  expect(findAppOfNext(`/authorize/?${query}`, [WEB])).toMatchObject({ app: WEB });
  expect(findAppOfNext(`/authorize?${query}#x`, [WEB])).toMatchObject({ app: WEB });
  expect(findAppOfNext(`/account/?${query}`, [WEB])).toBeNull();
  expect(findAppOfNext(`/authorize/x?${query}`, [WEB])).toBeNull();
  expect(findAppOfNext('/authorize/', [WEB])).toBeNull();
});

test('people are signed out to a registered URI only', () => {
  const to = (uri: string) => new URLSearchParams({ post_logout_redirect_uri: uri });
  expect(findPostLogoutUri(to('https://app.example.com/'), WEB)).toBe('https://app.example.com/');
  expect(findPostLogoutUri(to('https://app.example.com/callback'), WEB)).toBeNull();
  expect(findPostLogoutUri(to('https://app.example.com/'), null)).toBeNull();
  expect(findPostLogoutUri(new URLSearchParams(), WEB)).toBeNull();
});

test('a policy names the origin of a URI, or the scheme of a native app', () => {
  expect(policySourceOf('https://App.example.com:443/callback?a=b')).toBe('https://app.example.com');
  expect(policySourceOf('http://127.0.0.1:4000/callback')).toBe('http://127.0.0.1:4000');
  expect(policySourceOf('com.example.app:/callback')).toBe('com.example.app:');
});

test('parameters are added to a URI that stays as it is', () => {
  expect(withParameters('https://app.example.com/callback', { code: 'a b', state: undefined })).toBe(
    'https://app.example.com/callback?code=a+b',
  );
  expect(withParameters('https://app.example.com/?a=%2f', { state: '&=#' })).toBe(
    'https://app.example.com/?a=%2f&state=%26%3D%23',
  );
  expect(withParameters('com.example.app:/callback', { code: 'x' })).toBe('com.example.app:/callback?code=x');
  expect(withParameters('https://app.example.com/', {})).toBe('https://app.example.com/');
});
