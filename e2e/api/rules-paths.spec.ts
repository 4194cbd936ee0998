import { ANOTHER_PASSWORD, registered, resetToken, tokenTo, UNKNOWN_RESET_TOKEN } from '../fixtures/accounts';
import {
  DEAD_LINK,
  DEAD_RESET_TOKEN,
  expectJson,
  expectJsonWithoutCookies,
  fieldErrors,
  NO_CREDENTIALS,
  NOT_FOUND,
  REQUIRED,
} from './answers';
import { expect, test } from './api-test';
import { CHANGE_LINK, END_OTHERS, END_SESSION, LOGOUT, POSTS, VERIFY_LINK } from './endpoints';

test.describe('a path', { tag: '@any-database' }, () => {
  for (const { name, path, fields } of POSTS) {
    test(`${name} answers with and without its final slash alike, never with a redirect`, async ({ client }) => {
      for (const spelling of [path, path.slice(0, -1), `${path}?x=1`]) {
        expectJsonWithoutCookies(await client.post(spelling, {}), 400, fieldErrors(fields, REQUIRED));
      }
    });
  }

  for (const { name, path } of [LOGOUT, END_SESSION, END_OTHERS]) {
    test(`${name} answers with and without its final slash alike, never with a redirect`, async ({ client }) => {
      for (const spelling of [path, path.slice(0, -1)]) {
        expectJsonWithoutCookies(await client.post(spelling, {}), 401, NO_CREDENTIALS);
      }
    });
  }

  for (const { name, path } of [VERIFY_LINK, CHANGE_LINK]) {
    test(`${name} answers with and without its final slash alike, never with a redirect`, async ({ client }) => {
      for (const spelling of [path, path.slice(0, -1)]) {
        expectJsonWithoutCookies(await client.post(spelling, {}), 400, DEAD_LINK);
      }
    });
  }

  for (const path of ['/auth/me/', '/auth/sessions/']) {
    test(`${path} answers with and without its final slash alike, never with a redirect`, async ({
      client,
      access,
    }) => {
      const Authorization = `Bearer ${access}`;
      const spellings = [path, path.slice(0, -1)] as const;
      const [withSlash, without] = [
        await client.get(spellings[0], { Authorization }),
        await client.get(spellings[1], { Authorization }),
      ];
      expect([withSlash.status, without.status]).toEqual([200, 200]);
      expect(Object.keys(without.json<object>())).toEqual(Object.keys(withSlash.json<object>()));
      for (const spelling of spellings) expectJson(await client.get(spelling), 401, NO_CREDENTIALS);
    });
  }
});

const UNKNOWN_PATHS = [
  '/auth',
  '/auth/',
  '/auth/?x=1',
  '/auth/nothing/',
  '/auth/nothing',
  '/auth/Token/',
  '/auth/token/nothing/',
  '/auth/token/refresh/nothing/',
  '/auth/token;x/',
  '/auth/token.json',
  '/auth/me/nothing/',
  '/auth/reset-password/one/two/',
  '/auth/verify-email/one/two/',
  '/auth/sessions/one/',
  '/auth/sessions/one/end/two/',
  '/auth/sessions/end/',
  '/auth/undo-email-change/',
  '/auth/me/delete/nothing/',
];
const UNDECODABLE_PATHS = ['/auth/%ff/', '/auth/%/', '/auth/token/%zz/', '/auth/token%E0%A4%A/', '/auth/me/%c3%28/'];
const DOUBLED_SLASHES = [
  '//auth/token/',
  '/auth//token/',
  '/auth/token//',
  '//auth//token//',
  '/auth/reset-password//',
  '/auth//',
  '/auth//me/',
];
const BACKSLASHES = ['/auth/token\\', '/auth/\\token/', '/auth\\/token/'];

test.describe('a path of nothing', { tag: '@any-database' }, () => {
  for (const [kind, paths] of [
    ['unknown', UNKNOWN_PATHS],
    ['undecodable', UNDECODABLE_PATHS],
    ['doubled-slash', DOUBLED_SLASHES],
    ['backslash', BACKSLASHES],
  ] as const) {
    for (const path of paths) {
      test(`the ${kind} path ${path} is not found, whatever the method`, async ({ client }) => {
        expectJsonWithoutCookies(await client.get(path), 404, NOT_FOUND);
        expectJsonWithoutCookies(await client.post(path, {}), 404, NOT_FOUND);
        expectJsonWithoutCookies(await client.form(path, {}), 404, NOT_FOUND);
        const head = await client.request('HEAD', path);
        expect({ status: head.status, text: head.text }).toEqual({ status: 404, text: '' });
      });
    }
  }
});

for (const part of ['verify-email', 'change-email', 'undo-email-change', 'invitation']) {
  test(`an undecodable token of ${part} is a dead one`, async ({ client }) => {
    for (const token of ['%ff', '%', '%E0%A4%A', '%c3%28', 'abc%zz', '%00', 'a%2Fb', 'x'.repeat(4_000)]) {
      const answer = await client.post(`/auth/${part}/${token}/`, { password: ANOTHER_PASSWORD });
      expectJsonWithoutCookies(answer, 400, DEAD_LINK);
    }
  });
}

test('the page of a mailed link is shown however a mail program spelt it, and says whose it is', async ({ client }) => {
  const { email } = await registered(client);
  const links = { 'verify-email': await tokenTo(client, email, 'verify-email'), 'reset-password': '' };
  links['reset-password'] = await resetToken(client, email);
  for (const [part, token] of Object.entries(links)) {
    const encoded = `%${token.charCodeAt(0).toString(16)}${token.slice(1)}`;
    const spellings = [
      `/${part.replace('-', '%2D')}/${token}/`,
      `/${part}/${encoded}/`,
      ...['>', '%3E', '.', ',', ')'].flatMap((mark) => [`/${part}/${token}${mark}`, `/${part}/${token}/${mark}`]),
    ];
    for (const spelling of spellings) {
      const { status, text } = await client.get(spelling);
      expect([status, text.includes(email)], spelling).toEqual([200, true]);
      expect(text).toContain(`action="/auth/${part}/${token}/"`);
    }
    const dead = await client.get(`/${part.replace('-', '%2D')}/${UNKNOWN_RESET_TOKEN}/%3E`);
    expect([dead.status, dead.text.includes('This link is invalid or has expired')]).toEqual([200, true]);
  }
});

for (const token of ['%ff', '%', '%E0%A4%A', '%c3%28', 'abc%zz']) {
  test(`the undecodable reset token ${token} is a dead token`, async ({ client }) => {
    for (const path of [`/auth/reset-password/${token}/`, `/auth/reset-password/${token}`]) {
      expectJsonWithoutCookies(await client.post(path, { password: ANOTHER_PASSWORD }), 400, DEAD_RESET_TOKEN);
    }
  });
}

test('an undecodable reset token is told by the very bytes of an unknown one', async ({ client }) => {
  const unknown = await client.post(`/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`, { password: ANOTHER_PASSWORD });
  const undecodable = await client.post('/auth/reset-password/%ff/', { password: ANOTHER_PASSWORD });
  expect(undecodable.text).toBe(unknown.text);
});

test('a body for an undecodable reset token is read first', async ({ client }) => {
  expectJson(await client.post('/auth/reset-password/%ff/', {}), 400, { password: [REQUIRED] });
});

const FRAMEWORK_HEADERS = {
  RSC: '1',
  'Next-Router-State-Tree': '%5B%22%22%5D',
  'Next-Router-Prefetch': '1',
  'Next-Router-Segment-Prefetch': '/_tree',
  'Next-Url': '/login/',
  'Next-Action': '00'.repeat(21),
  'Next-Resume': '1',
  'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy',
  'x-nextjs-data': '1',
  'x-now-route-matches': '1',
  'x-http-method-override': 'DELETE',
};

test.describe('a header', { tag: '@any-database' }, () => {
  for (const [header, value] of Object.entries(FRAMEWORK_HEADERS)) {
    test(`the header ${header} from a client changes nothing`, async ({ client }) => {
      expectJson(await client.get('/auth/me/', { [header]: value }), 401, NO_CREDENTIALS);
      expectJson(await client.post('/auth/token/', {}, { [header]: value }), 400, {
        email: [REQUIRED],
        password: [REQUIRED],
      });
      expectJson(await client.get('/auth/nothing/', { [header]: value }), 404, NOT_FOUND);
      expectJson(await client.post(LOGOUT.path, {}, { [header]: value }), 401, NO_CREDENTIALS);
    });
  }

  test('a request with two lengths, or with a length and chunks, is refused once and the connection ends', async ({
    client,
  }) => {
    const host = new URL(client.appUrl).host;
    const smuggled = `GET /auth/me/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const start = `POST /auth/token/ HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`;
    for (const framing of [
      'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
      'Content-Length: 4\r\nContent-Length: 40\r\n',
      'Transfer-Encoding: chunked, identity\r\n',
    ]) {
      const received = await client.raw(`${start}${framing}\r\n0\r\n\r\n${smuggled}`);
      expect(received.match(/HTTP\/1\.1 \d{3}/g), framing).toEqual(['HTTP/1.1 400']);
    }
  });
});
