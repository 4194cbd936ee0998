import {
  type Account,
  ANOTHER_PASSWORD,
  browserSession,
  mailbox,
  PASSWORD,
  registered,
  resetToken,
  sessionOf,
  signedIn,
  type Tokens,
  tokenTo,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
} from '../fixtures/accounts';
import {
  type Answer,
  type Client,
  FORM_TYPE,
  findCookie,
  type HeaderFields,
  isExpired,
  OTHER_ORIGIN,
} from '../fixtures/client';
import {
  BLANK,
  CROSS_ORIGIN,
  DEAD_RESET_TOKEN,
  EMAIL_TAKEN,
  expectJson,
  expectJsonWithoutCookies,
  expectSeeOther,
  INSTANT,
  INVALID_EMAIL,
  NO_CREDENTIALS,
  NO_SUCH_PAIR,
  NO_SUCH_USER,
  PASSWORD_RESET,
  PASSWORD_TOO_COMMON,
  RESET_MAILED,
  refusedAccess,
  refusedToken,
  UUID_V7,
  unsupportedType,
} from './answers';
import { expect, test } from './api-test';
import { claimsOf, JWT } from './jwt';

/** The texts that can be read from a cookie: as it is, unescaped, and decoded from base64. */
const readings = (text: string) =>
  [text, decodeURIComponent(text), Buffer.from(text, 'base64url').toString('latin1')].join('\n');

/** A session cookie with every attribute it must have, and none that widens it. */
function expectSessionCookie(client: Client, answer: Answer): void {
  const cookie = findCookie(answer, client.sessionCookie);
  expect(cookie?.value).toMatch(/^[A-Za-z0-9_-]{43,}$/);
  const { attributes = {} } = cookie ?? {};
  expect(attributes).toMatchObject({ httponly: '', path: '/' });
  expect(attributes.samesite?.toLowerCase()).toBe('lax');
  expect(attributes).not.toHaveProperty('domain');
  expect('secure' in attributes).toBe(client.appUrl.startsWith('https:'));
  const days = Number(attributes['max-age']) / 86_400;
  expect(days).toBeGreaterThan(13.99);
  expect(days).toBeLessThanOrEqual(90);
}

/** A flash of 60 seconds that only the server can read. */
function expectFlash(client: Client, answer: Answer, secrets: string[]): void {
  const cookie = findCookie(answer, client.flashCookie);
  expect(cookie?.value).toMatch(/./);
  const { attributes = {} } = cookie ?? {};
  expect(attributes).toMatchObject({ httponly: '', path: '/', 'max-age': '60' });
  expect(attributes.samesite?.toLowerCase()).toMatch(/^(lax|strict)$/);
  expect('secure' in attributes).toBe(client.appUrl.startsWith('https:'));
  const readable = readings(cookie?.value ?? '');
  for (const secret of secrets) expect(readable).not.toContain(secret);
}

test.describe('signing in by a form', () => {
  test('of plain HTML leads to /account/ with a session cookie', async ({ client, member: { email, password } }) => {
    const answer = await client.form('/auth/token/', { email, password });
    expectSeeOther(answer, '/account/');
    expectSessionCookie(client, answer);
  });

  test('of a script is answered by {} and a session cookie', async ({ client, member: { email, password } }) => {
    const answer = await client.enhancedForm('/auth/token/', { email, password });
    expectJson(answer, 200, {});
    expectSessionCookie(client, answer);
    expect(JSON.stringify([answer.headers, answer.setCookies])).not.toMatch(JWT);
  });

  test('begins a session of its own that me knows', async ({ client, member: { id, email, password } }) => {
    const Cookie = sessionOf(client, await client.form('/auth/token/', { email, password }));
    const me = await client.get('/auth/me/', { Cookie });
    expectJson(me, 200, { id, email, email_verified: false, created_at: expect.stringMatching(INSTANT) });
  });

  test('makes a new session each time, never one that the browser brought along', async ({
    client,
    member,
    memberCookie,
  }) => {
    const { email, password } = member;
    const chosen = `${client.sessionCookie}=${'A'.repeat(43)}`;
    const first = sessionOf(client, await client.form('/auth/token/', { email, password }, { Cookie: chosen }));
    const second = sessionOf(client, await client.form('/auth/token/', { email, password }, { Cookie: first }));
    expect(new Set([chosen, memberCookie, first, second]).size).toBe(4);
    expectJson(await client.get('/auth/me/', { Cookie: chosen }), 401, NO_CREDENTIALS);
    expect((await client.get('/auth/me/', { Cookie: second })).status).toBe(200);
  });

  test('ends the session that the browser brought along, and no other', async ({ client }) => {
    const [owner, other] = [await registered(client), await registered(client)];
    const signIn = (account: Account, headers: HeaderFields = {}) => client.form('/auth/token/', account, headers);
    const me = async (Cookie: string) => (await client.get('/auth/me/', { Cookie })).status;
    const [elsewhere, first] = [await browserSession(client, owner), await browserSession(client, owner)];
    await signIn({ ...owner, password: 'not the password' }, { Cookie: first });
    await client.post('/auth/token/', owner, { Cookie: first });
    expect(await me(first)).toBe(200);
    const second = sessionOf(client, await signIn(owner, { Cookie: first }));
    expect([await me(elsewhere), await me(first), await me(second)]).toEqual([200, 401, 200]);
    const third = sessionOf(client, await signIn(other, { Cookie: second }));
    expect([await me(elsewhere), await me(second), await me(third)]).toEqual([200, 401, 200]);
    const fields = { email: uniqueEmail(), password: PASSWORD };
    const fourth = sessionOf(client, await client.form('/auth/register/', fields, { Cookie: third }));
    expect([await me(elsewhere), await me(third), await me(fourth)]).toEqual([200, 401, 200]);
    const token = await tokenTo(client, owner.email, 'verify-email');
    const redeemed = await client.form(`/auth/verify-email/${token}/`, { password: PASSWORD }, { Cookie: fourth });
    const fifth = sessionOf(client, redeemed);
    expect([await me(elsewhere), await me(fourth), await me(fifth)]).toEqual([200, 401, 200]);
    const page = await client.get('/account/', { Cookie: fifth });
    expect(page.text).toContain('Session replaced by a new sign-in in the same browser');
  });

  test('takes username for email', async ({ client, member: { email, password } }) => {
    expectSeeOther(await client.form('/auth/token/', { username: email, password }), '/account/');
  });

  test('fails in the words of the API where a script asks, with no session', async ({ client }) => {
    const answer = await client.enhancedForm('/auth/token/', { email: uniqueEmail(), password: 'wrong' });
    expectJson(answer, 401, NO_SUCH_PAIR);
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
  });

  test('fails back to /login/ in plain HTML, with no session', async ({ client }) => {
    const email = uniqueEmail();
    const answer = await client.form('/auth/token/', { email, password: 'wrong horses' });
    expectSeeOther(answer, '/login/');
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
    expectFlash(client, answer, [email, 'wrong horses', 'No active account']);
  });

  test('fails to a page that says why, keeps the email and never the password', async ({ client }) => {
    const email = uniqueEmail();
    const answer = await client.form('/auth/token/', { email, password: 'wrong horses' });
    const Cookie = `${client.flashCookie}=${findCookie(answer, client.flashCookie)?.value}`;
    const page = await client.get('/login/', { Cookie });
    expect(page.text).toContain(NO_SUCH_PAIR.detail);
    expect(page.text).toContain(email);
    expect(page.text).not.toContain('wrong horses');
    for (const path of ['/register/', '/forgot-password/']) {
      const other = (await client.get(path, { Cookie })).text;
      expect(other).not.toContain(NO_SUCH_PAIR.detail);
      expect(other).not.toContain(email);
    }
  });

  test('expires or replaces the flash of the attempt before', async ({ client, member: { email, password } }) => {
    const failed = await client.form('/auth/token/', { email: uniqueEmail(), password: 'wrong' });
    const value = findCookie(failed, client.flashCookie)?.value;
    const Cookie = `${client.flashCookie}=${value}`;
    const again = await client.form('/auth/token/', { email: uniqueEmail(), password: 'wrong' }, { Cookie });
    expect(findCookie(again, client.flashCookie)?.value).toMatch(/./);
    expect(findCookie(again, client.flashCookie)?.value).not.toBe(value);
    const success = await client.form('/auth/token/', { email, password }, { Cookie });
    expect(isExpired(findCookie(success, client.flashCookie))).toBe(true);
  });
});

test.describe('next', { tag: '@any-database' }, () => {
  const followed = ['/welcome/', '/account/?tab=1', '/a/b/c', '/%C3%A9/', '/a?b=//c'];
  for (const next of followed) {
    test(`leads to the path ${next}`, async ({ client }) => {
      const { email, password } = await registered(client);
      expectSeeOther(await client.form('/auth/token/', { email, password, next }), next);
    });
  }

  const ignored = [
    '',
    '//evil.example',
    '//evil.example/account/',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
    'https://evil.example/',
    'http:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '@evil.example',
    'account/',
    '.evil.example',
  ];
  for (const next of ignored) {
    test(`that is no path of this origin is ignored: ${JSON.stringify(next)}`, async ({ client }) => {
      const { email, password } = await registered(client);
      expectSeeOther(await client.form('/auth/token/', { email, password, next }), '/account/');
    });
  }

  for (const next of [
    '/%09/evil.example',
    '/%5Cevil.example',
    '/%2F/evil.example',
    '/%2F%2Fevil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/a\r\nSet-Cookie: evil=1',
    '/\u0000/evil.example',
  ]) {
    test(`leads nowhere else, however escaped: ${JSON.stringify(next)}`, async ({ client }) => {
      const { email, password } = await registered(client);
      const answer = await client.form('/auth/token/', { email, password, next });
      const location = answer.headers.location ?? '';
      expect(answer.status).toBe(303);
      expect(location).toMatch(/^\/(?![/\\])/);
      const arrived = new URL(location, client.appUrl);
      expect(arrived.origin).toBe(client.appUrl);
      expect(arrived.pathname).not.toMatch(/^\/[/\\]/);
      expect(findCookie(answer, 'evil')).toBeNull();
    });
  }

  test('given twice counts as its last', async ({ client }) => {
    const { email, password } = await registered(client);
    const fields: [string, string][] = Object.entries({ email, password });
    const answer = await client.form('/auth/token/', [...fields, ['next', '/one/'], ['next', '/two/']]);
    expectSeeOther(answer, '/two/');
  });

  test('of another origin is not kept by a failure either', async ({ client }) => {
    const next = 'https://evil.example/';
    const answer = await client.form('/auth/token/', { email: uniqueEmail(), password: 'wrong', next });
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.location ?? '', client.appUrl).pathname).toBe('/login/');
    expect(answer.headers.location).toMatch(/^\/login\//);
  });
});

test.describe('registering by a form', () => {
  test('of plain HTML leads to /account/, signed in', async ({ client }) => {
    const email = uniqueEmail();
    const answer = await client.form('/auth/register/', { email, password: PASSWORD });
    expectSeeOther(answer, '/account/');
    expectSessionCookie(client, answer);
    const me = await client.get('/auth/me/', { Cookie: sessionOf(client, answer) });
    expect(me.json()).toMatchObject({ email });
  });

  test('leads to next', async ({ client }) => {
    const fields = { email: uniqueEmail(), password: PASSWORD, next: '/welcome/' };
    expectSeeOther(await client.form('/auth/register/', fields), '/welcome/');
  });

  test('does not follow next to another origin', async ({ client }) => {
    const fields = { email: uniqueEmail(), password: PASSWORD, next: '//evil.example' };
    expectSeeOther(await client.form('/auth/register/', fields), '/account/');
  });

  test('of a script is answered by the account, signed in, without tokens', async ({ client }) => {
    const email = uniqueEmail();
    const answer = await client.enhancedForm('/auth/register/', { email, password: PASSWORD });
    const created_at = expect.stringMatching(INSTANT);
    expectJson(answer, 201, { id: expect.stringMatching(UUID_V7), email, email_verified: false, created_at });
    expectSessionCookie(client, answer);
    expect((await client.get('/auth/me/', { Cookie: sessionOf(client, answer) })).json()).toMatchObject({ email });
  });

  test('fails back to /register/ in plain HTML, and in JSON for a script', async ({ client, member }) => {
    const failures: [Record<string, string>, unknown][] = [
      [{ email: member.email, password: PASSWORD }, EMAIL_TAKEN],
      [{ email: uniqueEmail(), password: 'password' }, { password: [PASSWORD_TOO_COMMON] }],
      [
        { email: 'nobody', password: '' },
        { email: [INVALID_EMAIL], password: [BLANK] },
      ],
    ];
    for (const [fields, errors] of failures) {
      const plain = await client.form('/auth/register/', fields);
      expectSeeOther(plain, '/register/');
      expectFlash(client, plain, [fields.email ?? '']);
      const enhanced = await client.enhancedForm('/auth/register/', fields);
      expectJson(enhanced, 400, errors);
      for (const answer of [plain, enhanced]) expect(findCookie(answer, client.sessionCookie)).toBeNull();
    }
  });
});

test.describe('asking for a reset by a form', () => {
  test('leads back to /forgot-password/ with word of the mail', async ({ client }) => {
    const { email } = await registered(client);
    const answer = await client.form('/auth/reset-password/', { email });
    expectSeeOther(answer, '/forgot-password/');
    expectFlash(client, answer, [email]);
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
  });

  test('of a script is answered as the API answers', async ({ client }) => {
    const { email } = await registered(client);
    expectJson(await client.enhancedForm('/auth/reset-password/', { email }), 200, RESET_MAILED);
    expectJson(await client.enhancedForm('/auth/reset-password/', { email: uniqueEmail() }), 404, NO_SUCH_USER);
    expectJson(await client.enhancedForm('/auth/reset-password/', { email: 'x' }), 400, { email: [INVALID_EMAIL] });
  });

  test('for an unknown email leads back to /forgot-password/ too', async ({ client }) => {
    const email = uniqueEmail();
    const answer = await client.form('/auth/reset-password/', { email });
    expectSeeOther(answer, '/forgot-password/');
    expectFlash(client, answer, [email]);
    expect(await mailbox(client, email)).toEqual([]);
  });
});

test.describe('resetting by a form', () => {
  test('leads to /login/, and signs no user in', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    const answer = await client.form(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
    expectSeeOther(answer, '/login/');
    expectFlash(client, answer, [email, ANOTHER_PASSWORD, token]);
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
    const pair = { email, password: ANOTHER_PASSWORD };
    expect((await client.post('/auth/token/', pair)).status).toBe(200);
  });

  test('of a script is answered as the API answers, and signs no user in', async ({ client }) => {
    const { email } = await registered(client);
    const path = `/auth/reset-password/${await resetToken(client, email)}/`;
    expectJson(await client.enhancedForm(path, { password: 'password' }), 400, { password: [PASSWORD_TOO_COMMON] });
    const answer = await client.enhancedForm(path, { password: ANOTHER_PASSWORD });
    expectJson(answer, 200, PASSWORD_RESET);
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
    expectJson(await client.enhancedForm(path, { password: ANOTHER_PASSWORD }), 400, DEAD_RESET_TOKEN);
  });

  test('with a weak password leads back to the page of the link, which stays good', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    const weak = await client.form(`/auth/reset-password/${token}/`, { password: 'password' });
    expectSeeOther(weak, `/reset-password/${token}/`);
    expectFlash(client, weak, [email, token]);
    const good = await client.form(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
    expectSeeOther(good, '/login/');
  });

  test('with an invalid link leads back to the page of the link', async ({ client }) => {
    const path = `/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`;
    const answer = await client.form(path, { password: ANOTHER_PASSWORD });
    expectSeeOther(answer, `/reset-password/${UNKNOWN_RESET_TOKEN}/`);
  });

  test('with a strange link leads to no other origin', async ({ client }) => {
    for (const token of [
      '%2F%2Fevil.example',
      '%5Cevil.example',
      '%0d%0aSet-Cookie:%20evil=1',
      '%3Fnext=%2F%2Fevil.example',
    ]) {
      const answer = await client.form(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
      const { origin, pathname } = new URL(answer.headers.location ?? '', client.appUrl);
      expect({ status: answer.status, origin }).toEqual({ status: 303, origin: client.appUrl });
      expect(pathname).toMatch(/^\/reset-password\//);
      expect(findCookie(answer, 'evil')).toBeNull();
    }
  });
});

test.describe('a form that has no page', () => {
  test('is answered in JSON, plain or not, and sets no cookie', async ({ client, access, member: { refresh } }) => {
    const invalid = refusedToken('Token is invalid');
    for (const post of [client.form.bind(client), client.enhancedForm.bind(client)]) {
      expectJsonWithoutCookies(await post('/auth/token/refresh/', { refresh: 'x' }), 401, invalid);
      expectJsonWithoutCookies(await post('/auth/token/verify/', { token: 'x' }), 401, invalid);
      expectJsonWithoutCookies(await post('/auth/token/blacklist/', { refresh: 'x' }), 401, invalid);
      expectJsonWithoutCookies(await post('/auth/token/verify/', { token: access }), 200, {});
      expectJsonWithoutCookies(await post('/auth/token/refresh/', { refresh }), 200, { access: expect.any(String) });
    }
  });

  test('ends a session as the API does', async ({ client, member: { email, password, id } }) => {
    const { refresh } = await signedIn(client, { email, password, id });
    expectJsonWithoutCookies(await client.form('/auth/token/blacklist/', { refresh }), 200, {});
    const again = await client.post('/auth/token/refresh/', { refresh });
    expectJson(again, 401, refusedToken('Token is blacklisted'));
  });
});

test.describe('POST /auth/token/refresh/ with the cookie and an empty body', () => {
  const ACCESS = { access: expect.stringMatching(JWT) };
  const ask = (client: Client, headers: HeaderFields, body?: string) =>
    client.request('POST', '/auth/token/refresh/', { headers, ...(body === undefined ? {} : { body }) });

  for (const type of [undefined, FORM_TYPE, 'application/json', 'text/plain', 'text/plain;charset=UTF-8']) {
    test(`answers with an access token, ${type ?? 'with no type'}`, async ({
      client,
      memberCookie,
      member: { id },
    }) => {
      const answer = await ask(client, { ...client.sameOrigin(), Cookie: memberCookie, 'Content-Type': type });
      expectJson(answer, 200, ACCESS);
      const { access } = answer.json<{ access: string }>();
      expect(claimsOf(access)).toMatchObject({ sub: id, token_type: 'access' });
      expect((await client.get('/auth/me/', { Authorization: `Bearer ${access}` })).json()).toMatchObject({ id });
    });
  }

  test('answers by Origin alone as well, and in JSON whatever is accepted', async ({ client, memberCookie }) => {
    const headers = { Origin: client.appUrl, Cookie: memberCookie, Accept: 'text/html' };
    expectJson(await ask(client, headers), 200, ACCESS);
    expectJson(await ask(client, { ...headers, 'Sec-Fetch-Site': 'same-origin', Origin: undefined }), 200, ACCESS);
  });

  test('answers again and again, for tabs side by side, and leaves the cookie as it is', async ({
    client,
    memberCookie,
  }) => {
    const headers = { ...client.sameOrigin(), Cookie: memberCookie };
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(client, headers)));
    for (const answer of answers) {
      expectJson(answer, 200, ACCESS);
      const cookie = findCookie(answer, client.sessionCookie);
      if (cookie !== null) expect(`${client.sessionCookie}=${cookie.value}`).toBe(memberCookie);
    }
    const sessions = answers.map((answer) => claimsOf(answer.json<{ access: string }>().access).sid);
    expect(new Set(sessions).size).toBe(1);
  });

  test('finds the cookie among others', async ({ client, memberCookie }) => {
    const Cookie = `a=1; ${client.sessionCookie}x=2; ${memberCookie}; b="3"`;
    expectJson(await ask(client, { ...client.sameOrigin(), Cookie }), 200, ACCESS);
  });

  test('is the 401 of me without a live session', async ({ client }) => {
    for (const Cookie of [
      undefined,
      `${client.sessionCookie}=x`,
      `${client.sessionCookie}=`,
      `${client.sessionCookie}=${'A'.repeat(43)}`,
    ]) {
      expectJson(await ask(client, { ...client.sameOrigin(), Cookie }), 401, NO_CREDENTIALS);
    }
  });

  for (const site of ['cross-site', 'same-site', 'none']) {
    test(`is refused when Sec-Fetch-Site is ${site}`, async ({ client, memberCookie }) => {
      for (const type of [undefined, FORM_TYPE]) {
        const headers = { Cookie: memberCookie, 'Sec-Fetch-Site': site, Origin: client.appUrl, 'Content-Type': type };
        expectJsonWithoutCookies(await ask(client, headers), 403, CROSS_ORIGIN);
      }
    });
  }

  for (const Origin of [OTHER_ORIGIN, 'null']) {
    test(`is refused when only Origin: ${Origin} came`, async ({ client, memberCookie }) => {
      for (const type of [undefined, FORM_TYPE]) {
        const answer = await ask(client, { Cookie: memberCookie, Origin, 'Content-Type': type });
        expectJsonWithoutCookies(answer, 403, CROSS_ORIGIN);
      }
    });
  }

  for (const Origin of [OTHER_ORIGIN, 'http://127.0.0.1:1', 'null', '']) {
    test(`is refused when Origin is ${Origin || 'empty'} though Sec-Fetch-Site is same-origin`, async ({
      client,
      memberCookie,
    }) => {
      const answer = await ask(client, { Cookie: memberCookie, 'Sec-Fetch-Site': 'same-origin', Origin });
      expectJsonWithoutCookies(answer, 403, CROSS_ORIGIN);
    });
  }

  test('gives no token where nothing shows the same origin', async ({ client, memberCookie }) => {
    for (const headers of [
      {},
      { Accept: 'text/html' },
      { 'Content-Type': 'application/json' },
      { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'cross-site' },
      { 'Content-Type': 'text/plain', 'Sec-Fetch-Site': 'cross-site' },
      { 'Content-Type': 'application/json', Origin: OTHER_ORIGIN },
    ]) {
      const { status, text } = await ask(client, { ...headers, Cookie: memberCookie });
      expect([400, 401, 403]).toContain(status);
      expect(text).not.toMatch(JWT);
    }
  });

  test('counts no cookie once the body has anything in it', async ({ client, memberCookie }) => {
    const headers = { ...client.sameOrigin(), Cookie: memberCookie };
    const json = await ask(client, { ...headers, 'Content-Type': 'application/json' }, '{"refresh": "x"}');
    expectJson(json, 401, refusedToken('Token is invalid'));
    const form = await ask(client, { ...headers, 'Content-Type': FORM_TYPE }, 'refresh=x');
    expectJson(form, 401, refusedToken('Token is invalid'));
    const plain = await ask(client, { ...headers, 'Content-Type': 'text/plain' }, 'x');
    expectJson(plain, 415, unsupportedType('text/plain'));
  });
});

test.describe('cookies count nowhere else:', () => {
  for (const path of ['/auth/token/verify/', '/auth/token/blacklist/']) {
    test(`${path} asks for its field`, async ({ client, memberCookie }) => {
      const answer = await client.enhancedForm(path, {}, { Cookie: memberCookie });
      expect(answer.status).toBe(400);
      expect((await client.get('/auth/me/', { Cookie: memberCookie })).status).toBe(200);
    });
  }
});

test.describe('signing out by a form', () => {
  const signedOut = async (client: Client, Cookie: string) =>
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);

  test('leads to /login/, ends the session, expires the cookie and clears what the browser kept', async ({
    client,
    member,
  }) => {
    const Cookie = await browserSession(client, member);
    const answer = await client.form('/auth/logout/', {}, { Cookie });
    expectSeeOther(answer, '/login/');
    const cookie = findCookie(answer, client.sessionCookie);
    expect(isExpired(cookie)).toBe(true);
    expect(cookie?.attributes).toMatchObject({ path: '/' });
    expect(answer.headers['clear-site-data']).toBe('"storage"');
    await signedOut(client, Cookie);
  });

  test('of a script ends the session too', async ({ client, member }) => {
    const Cookie = await browserSession(client, member);
    const answer = await client.enhancedForm('/auth/logout/', {}, { Cookie });
    expect([200, 204]).toContain(answer.status);
    expect(isExpired(findCookie(answer, client.sessionCookie))).toBe(true);
    expect(answer.headers['clear-site-data']).toBe('"storage"');
    await signedOut(client, Cookie);
  });

  test('ends the access tokens that the cookie was exchanged for', async ({ client, member }) => {
    const Cookie = await browserSession(client, member);
    const headers = { ...client.sameOrigin(), Cookie };
    const { access } = (await client.request('POST', '/auth/token/refresh/', { headers })).json<Tokens>();
    const Authorization = `Bearer ${access}`;
    expect((await client.get('/auth/me/', { Authorization })).status).toBe(200);
    expectSeeOther(await client.form('/auth/logout/', {}, { Cookie }), '/login/');
    expectJson(await client.get('/auth/me/', { Authorization }), 401, refusedAccess('Token is blacklisted'));
    const verified = await client.post('/auth/token/verify/', { token: access });
    expectJson(verified, 401, refusedToken('Token is blacklisted'));
    expectJson(await client.request('POST', '/auth/token/refresh/', { headers }), 401, NO_CREDENTIALS);
  });

  test('ends that session only', async ({ client, member, memberCookie }) => {
    const Cookie = await browserSession(client, member);
    await client.form('/auth/logout/', {}, { Cookie });
    await signedOut(client, Cookie);
    expect((await client.get('/auth/me/', { Cookie: memberCookie })).status).toBe(200);
    expect((await client.post('/auth/token/refresh/', { refresh: member.refresh })).status).toBe(200);
  });

  test('leads to /login/ without a session as well', async ({ client }) => {
    for (const Cookie of [undefined, `${client.sessionCookie}=x`]) {
      expectSeeOther(await client.form('/auth/logout/', {}, { Cookie }), '/login/');
    }
  });

  test('is refused from another origin, and the session goes on', async ({ client, memberCookie }) => {
    const headers = { Cookie: memberCookie, 'Sec-Fetch-Site': 'cross-site' };
    const answer = await client.form('/auth/logout/', {}, headers);
    expectJsonWithoutCookies(answer, 403, CROSS_ORIGIN);
    expect(answer.headers).not.toHaveProperty('clear-site-data');
    expect((await client.get('/auth/me/', { Cookie: memberCookie })).status).toBe(200);
  });

  test('is not done by GET', async ({ client, memberCookie }) => {
    const answer = await client.get('/auth/logout/', { ...client.sameOrigin(), Cookie: memberCookie });
    expect(answer.status).toBe(405);
    expect((await client.get('/auth/me/', { Cookie: memberCookie })).status).toBe(200);
  });
});
