import { ANOTHER_PASSWORD, uniqueEmail } from '../fixtures/accounts';
import { type Answer, type Client, type Fields, type HeaderFields, HTML, OTHER_ORIGIN } from '../fixtures/client';
import {
  BAD_AUTHORIZATION,
  CROSS_ORIGIN,
  expectJson,
  expectJsonWithoutCookies,
  expectSeeOther,
  NO_CREDENTIALS,
  refusedAccess,
} from './answers';
import { expect, test } from './api-test';
import { CANCEL_CHANGE, CHANGE_EMAIL, CHANGE_PASSWORD, DELETE_ACCOUNT, END_OTHERS, END_SESSION } from './endpoints';
import { claimsOf } from './jwt';

type Owner = { password: string; refresh: string };

/** Every POST that needs a session, with a body that would succeed. */
const POSTS: Record<string, (owner: Owner) => { path: string; body: Record<string, string> }> = {
  [CHANGE_PASSWORD.name]: ({ password }) => ({
    path: CHANGE_PASSWORD.path,
    body: { current_password: password, password: ANOTHER_PASSWORD },
  }),
  [CHANGE_EMAIL.name]: ({ password }) => ({ path: CHANGE_EMAIL.path, body: { password, email: uniqueEmail() } }),
  [DELETE_ACCOUNT.name]: ({ password }) => ({ path: DELETE_ACCOUNT.path, body: { password } }),
  [END_SESSION.name]: ({ refresh }) => ({ path: `/auth/sessions/${claimsOf(refresh).sid}/end/`, body: {} }),
  [CANCEL_CHANGE.name]: () => ({ path: CANCEL_CHANGE.path, body: {} }),
  [END_OTHERS.name]: () => ({ path: END_OTHERS.path, body: {} }),
};
const GETS = ['/auth/me/', '/auth/me/export/', '/auth/sessions/', '/auth/forward/'];

type Ask = (headers: HeaderFields) => Promise<Answer>;

/** Every request that needs a session. All endpoints reject one without it in the same way, and change nothing. */
const ASKS: Record<string, (client: Client, owner: Owner) => Ask> = {
  ...Object.fromEntries(GETS.map((path) => [path, (client: Client) => (headers) => client.get(path, headers)])),
  ...Object.fromEntries(
    Object.entries(POSTS).map(([name, asked]) => [
      name,
      (client: Client, owner: Owner) => {
        const { path, body } = asked(owner);
        return (headers: HeaderFields) => client.post(path, body, headers);
      },
    ]),
  ),
};

for (const [name, asking] of Object.entries(ASKS)) {
  test(`${name} rejects a request without a token, and with any token that is no access token of ours`, async ({
    client,
    member,
    access,
  }) => {
    const ask = asking(client, member);
    const answers: [string | undefined, unknown][] = [
      [undefined, NO_CREDENTIALS],
      ['Basic dXNlcjpwYXNz', NO_CREDENTIALS],
      ['Bearer', BAD_AUTHORIZATION],
      [`Bearer ${access} x`, BAD_AUTHORIZATION],
      ['Bearer x', refusedAccess('Token is invalid')],
      [`Bearer ${access.slice(0, -8)}AAAAAAAA`, refusedAccess('Token is invalid')],
      [`Bearer ${member.refresh}`, refusedAccess('Token has wrong type')],
    ];
    for (const [Authorization, body] of answers) {
      expectJsonWithoutCookies(await ask({ Authorization }), 401, body);
    }
    expect((await client.get('/auth/me/', { Authorization: `Bearer ${access}` })).status).toBe(200);
  });
}

for (const [name, asked] of Object.entries(POSTS)) {
  test(`${name} counts no cookie of an API client, be its body JSON or form-encoded`, async ({
    client,
    member,
    memberCookie: Cookie,
  }) => {
    const { path, body } = asked(member);
    expectJsonWithoutCookies(await client.post(path, body, { Cookie }), 401, NO_CREDENTIALS);
    expectJsonWithoutCookies(await client.formEncodedApiPost(path, body, { Cookie }), 401, NO_CREDENTIALS);
    const crossSite = { Cookie, 'Sec-Fetch-Site': 'cross-site', Origin: OTHER_ORIGIN };
    expectJsonWithoutCookies(await client.post(path, body, crossSite), 401, NO_CREDENTIALS);
    expect((await client.get('/auth/me/', { Cookie })).status).toBe(200);
  });

  test(`${name} knows a browser form by its cookie alone, whatever token it brings`, async ({
    client,
    member,
    access,
    memberCookie,
  }) => {
    const { path, body } = asked(member);
    const Authorization = `Bearer ${access}`;
    for (const Cookie of [undefined, `${client.sessionCookie}=${'A'.repeat(43)}`, `x${memberCookie}`]) {
      expectJson(await client.enhancedForm(path, body, { Authorization, Cookie }), 401, NO_CREDENTIALS);
      expectSeeOther(await client.form(path, body, { Authorization, Cookie }), '/account/');
    }
    expect((await client.get('/auth/me/', { Cookie: memberCookie })).status).toBe(200);
  });

  const elsewhere: [string, HeaderFields][] = [
    ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: OTHER_ORIGIN }],
    ['a sibling', { 'Sec-Fetch-Site': 'same-site', Origin: 'http://app.localhost' }],
    ['the address bar', { 'Sec-Fetch-Site': 'none' }],
    ['a sandboxed frame', { 'Sec-Fetch-Site': undefined, Origin: 'null' }],
    ['nowhere that it says', { 'Sec-Fetch-Site': undefined, Origin: undefined }],
  ];
  for (const [where, headers] of elsewhere) {
    test(`${name} refuses a form from ${where}, filled in right, and does nothing`, async ({
      client,
      member,
      memberCookie: Cookie,
    }) => {
      const { path, body } = asked(member);
      const sent: Fields = body;
      expectJsonWithoutCookies(await client.form(path, sent, { ...headers, Cookie }), 403, CROSS_ORIGIN);
      expect((await client.get('/auth/me/', { Cookie })).status).toBe(200);
      expect((await client.post('/auth/token/refresh/', { refresh: member.refresh })).status).toBe(200);
    });
  }
}

test('a cross-site empty body without a type ends no session', async ({ client, member, memberCookie: Cookie }) => {
  for (const path of [END_OTHERS.path, `/auth/sessions/${claimsOf(member.refresh).sid}/end/`]) {
    const headers = { Cookie, 'Sec-Fetch-Site': 'cross-site', Origin: OTHER_ORIGIN };
    expectJsonWithoutCookies(await client.request('POST', path, { headers }), 403, CROSS_ORIGIN);
    const typed = { ...headers, 'Content-Type': 'text/plain' };
    expectJsonWithoutCookies(await client.request('POST', path, { headers: typed }), 401, NO_CREDENTIALS);
  }
  expect((await client.post('/auth/token/refresh/', { refresh: member.refresh })).status).toBe(200);
});

for (const path of GETS) {
  test(`${path} takes a session cookie, and lets no other origin read`, async ({ client, memberCookie: Cookie }) => {
    const answer = await client.get(path, { Cookie, Origin: OTHER_ORIGIN, 'Sec-Fetch-Site': 'cross-site' });
    expectJsonWithoutCookies(answer, 200, expect.anything());
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
}

// Another host of the site can set a second cookie of the name, and which of the two is ours cannot be told.
test('two session cookies › are none, to the API and to the pages', async ({ client, memberCookie }) => {
  const other = `${client.sessionCookie}=${'A'.repeat(43)}`;
  for (const Cookie of [`${memberCookie}; ${other}`, `${other}; ${memberCookie}`, `${memberCookie}; ${memberCookie}`]) {
    for (const path of GETS) expectJson(await client.get(path, { Cookie }), 401, NO_CREDENTIALS);
    const page = await client.get('/account/', { Cookie, Accept: HTML });
    expect([page.status, page.headers.location]).toEqual([307, '/login/?next=/account/']);
    const refreshed = await client.request('POST', '/auth/token/refresh/', {
      headers: { ...client.sameOrigin(), Cookie },
    });
    expectJsonWithoutCookies(refreshed, 401, NO_CREDENTIALS);
  }
});
