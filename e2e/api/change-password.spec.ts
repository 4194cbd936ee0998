import {
  ANOTHER_PASSWORD,
  arrivedMail,
  askedForEmail,
  bearer,
  browserSession,
  mailbox,
  PASSWORD,
  redeemLink,
  registered,
  resetToken,
  sessionOf,
  signedIn,
  type Tokens,
  uniqueEmail,
  verifiedOwner,
} from '../fixtures/accounts';
import { type Client, findCookie } from '../fixtures/client';
import {
  DEAD_LINK,
  EMAIL_CHANGED,
  expectJson,
  expectJsonWithoutCookies,
  expectSeeOther,
  expectThrottled,
  NO_CREDENTIALS,
  NO_SUCH_PAIR,
  PASSWORD_CHANGED,
  PASSWORD_LIKE_EMAIL,
  PASSWORD_LIKE_PRODUCT,
  PASSWORD_TOO_COMMON,
  PASSWORD_TOO_LONG,
  PASSWORD_TOO_SHORT,
  REQUIRED,
  refusedAccess,
  refusedToken,
  SAME_PASSWORD,
  wrongPassword,
} from './answers';
import { expect, test } from './api-test';
import { claimsOf, JWT } from './jwt';

const PATH = '/auth/change-password/';
const WRONG = 'not the password at all';
const TO_ANOTHER = { current_password: PASSWORD, password: ANOTHER_PASSWORD };
const BLACKLISTED = refusedToken('Token is blacklisted');
const NEW_PAIR = { ...PASSWORD_CHANGED, access: expect.stringMatching(JWT), refresh: expect.stringMatching(JWT) };

const me = async (client: Client, headers: Record<string, string>) => (await client.get('/auth/me/', headers)).status;
const signIn = (client: Client, email: string, password: string) => client.post('/auth/token/', { email, password });

test.describe('an API client that changes the password', () => {
  test('is given a new pair, and its session goes on', async ({ client }) => {
    const owner = await signedIn(client);
    const answer = await client.post(PATH, TO_ANOTHER, bearer(owner));
    expectJsonWithoutCookies(answer, 200, NEW_PAIR);
    const { access, refresh } = answer.json<Tokens>();
    for (const token of [access, refresh]) expect(claimsOf(token).sid).toBe(claimsOf(owner.access).sid);
    expect(await me(client, bearer({ access }))).toBe(200);
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(200);
  });

  test('finds its old refresh token dead, whose return ends nothing', async ({ client }) => {
    const owner = await signedIn(client);
    const renewed = (await client.post(PATH, TO_ANOTHER, bearer(owner))).json<Tokens>();
    const refresh = (token: string) => client.post('/auth/token/refresh/', { refresh: token });
    expectJson(await refresh(owner.refresh), 401, BLACKLISTED);
    expect((await refresh(renewed.refresh)).status).toBe(200);
  });

  test('signs in with the new password only', async ({ client }) => {
    const owner = await signedIn(client);
    await client.post(PATH, TO_ANOTHER, bearer(owner));
    expectJson(await signIn(client, owner.email, PASSWORD), 401, NO_SUCH_PAIR);
    expect((await signIn(client, owner.email, ANOTHER_PASSWORD)).status).toBe(200);
  });

  test('ends the other sessions at once, their access tokens too', async ({ client }) => {
    const owner = await signedIn(client);
    const other = await signedIn(client, owner);
    const Cookie = await browserSession(client, owner);
    const byCookie = { headers: { ...client.sameOrigin(), Cookie } };
    const exchanged = (await client.request('POST', '/auth/token/refresh/', byCookie)).json<Tokens>();
    expect((await client.post(PATH, TO_ANOTHER, bearer(owner))).status).toBe(200);
    for (const { access } of [other, exchanged]) {
      expectJson(await client.get('/auth/me/', bearer({ access })), 401, refusedAccess('Token is blacklisted'));
    }
    expectJson(await client.post('/auth/token/refresh/', { refresh: other.refresh }), 401, BLACKLISTED);
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
  });

  test('leaves the sessions of other users alone', async ({ client, member, access, memberCookie: Cookie }) => {
    expect((await client.post(PATH, TO_ANOTHER, bearer(await signedIn(client)))).status).toBe(200);
    expect(await me(client, bearer({ access }))).toBe(200);
    expect(await me(client, { Cookie })).toBe(200);
    expect((await client.post('/auth/token/refresh/', { refresh: member.refresh })).status).toBe(200);
  });

  test('voids the reset link that waits', async ({ client }) => {
    const owner = await signedIn(client);
    const token = await resetToken(client, owner.email);
    await client.post(PATH, TO_ANOTHER, bearer(owner));
    const late = await client.post(`/auth/reset-password/${token}/`, { password: 'a third password of it' });
    expectJson(late, 400, DEAD_LINK);
    expect((await signIn(client, owner.email, ANOTHER_PASSWORD)).status).toBe(200);
  });

  test('voids the change of the email that waits', async ({ client }) => {
    const owner = await signedIn(client);
    const email = uniqueEmail();
    const token = await askedForEmail(client, owner, email);
    await client.post(PATH, TO_ANOTHER, bearer(owner));
    expectJson(await client.post(`/auth/change-email/${token}/`, {}), 400, DEAD_LINK);
    expect((await signIn(client, owner.email, ANOTHER_PASSWORD)).status).toBe(200);
  });

  test('is told of it by a mail without either password or a token', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const answer = await client.post(PATH, TO_ANOTHER, bearer(owner));
    const notice = await arrivedMail(client, owner.email, ({ subject }) => subject.includes('password was changed'));
    const { refresh } = answer.json<Tokens>();
    for (const secret of [PASSWORD, ANOTHER_PASSWORD, refresh]) expect(JSON.stringify(notice)).not.toContain(secret);
    expect(notice.links).toEqual([`${client.appUrl}/forgot-password/`]);
  });

  test('may do so again with what it was given', async ({ client }) => {
    const owner = await signedIn(client);
    const { access } = (await client.post(PATH, TO_ANOTHER, bearer(owner))).json<Tokens>();
    const back = { current_password: ANOTHER_PASSWORD, password: PASSWORD };
    expectJson(await client.post(PATH, back, bearer({ access })), 200, NEW_PAIR);
    expect((await signIn(client, owner.email, PASSWORD)).status).toBe(200);
  });

  test('by the access token of a browser keeps the cookie, and is given no token', async ({ client }) => {
    const account = await registered(client);
    const Cookie = await browserSession(client, account);
    const headers = { ...client.sameOrigin(), Cookie };
    const { access } = (await client.request('POST', '/auth/token/refresh/', { headers })).json<Tokens>();
    expectJsonWithoutCookies(await client.post(PATH, TO_ANOTHER, bearer({ access })), 200, PASSWORD_CHANGED);
    expect(await me(client, { Cookie })).toBe(200);
  });
});

test.describe('a browser that changes the password', () => {
  test('of plain HTML is led back to /account/ with another session cookie and device cookie', async ({ client }) => {
    const Cookie = await browserSession(client, await registered(client));
    const answer = await client.form(PATH, TO_ANOTHER, { Cookie });
    expectSeeOther(answer, '/account/');
    const next = sessionOf(client, answer);
    expect(next).not.toBe(Cookie);
    expect(findCookie(answer, client.sessionCookie)?.attributes).toMatchObject({ httponly: '', samesite: 'Lax' });
    expect(findCookie(answer, 'postern_device')?.value).toMatch(/./);
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
    expect(await me(client, { Cookie: next })).toBe(200);
  });

  test('by a script is answered in JSON, without a token', async ({ client }) => {
    const Cookie = await browserSession(client, await registered(client));
    const answer = await client.enhancedForm(PATH, TO_ANOTHER, { Cookie });
    expectJson(answer, 200, PASSWORD_CHANGED);
    expect(answer.setCookies.join()).not.toMatch(JWT);
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
    expect(await me(client, { Cookie: sessionOf(client, answer) })).toBe(200);
  });

  test('goes on in the same session, which it can still tell from the others', async ({ client }) => {
    const Cookie = await browserSession(client, await registered(client));
    const current = async (cookie: string) =>
      (await client.get('/auth/sessions/', { Cookie: cookie }))
        .json<{ id: string; current: boolean }[]>()
        .filter((session) => session.current)
        .map(({ id }) => id);
    const before = await current(Cookie);
    const next = sessionOf(client, await client.form(PATH, TO_ANOTHER, { Cookie }));
    expect(await current(next)).toEqual(before);
  });

  test('ends the sessions of API clients too', async ({ client }) => {
    const owner = await signedIn(client);
    const Cookie = await browserSession(client, owner);
    await client.form(PATH, TO_ANOTHER, { Cookie });
    expectJson(await client.post('/auth/token/refresh/', { refresh: owner.refresh }), 401, BLACKLISTED);
  });

  test('keeps its cookie when it is refused', async ({ client }) => {
    const Cookie = await browserSession(client, await registered(client));
    const refused = { current_password: WRONG, password: ANOTHER_PASSWORD };
    const answer = await client.form(PATH, refused, { Cookie });
    expectSeeOther(answer, '/account/');
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
    expectJson(await client.enhancedForm(PATH, refused, { Cookie }), 400, wrongPassword('current_password'));
    expect(await me(client, { Cookie })).toBe(200);
  });
});

test.describe('a change of the password is refused', () => {
  test('with the wrong current one, and nothing changes', async ({ client }) => {
    const owner = await signedIn(client);
    const other = await signedIn(client, owner);
    const answer = await client.post(PATH, { current_password: WRONG, password: ANOTHER_PASSWORD }, bearer(owner));
    expectJsonWithoutCookies(answer, 400, wrongPassword('current_password'));
    expect((await signIn(client, owner.email, PASSWORD)).status).toBe(200);
    for (const { refresh } of [owner, other]) {
      expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(200);
    }
    expect((await mailbox(client, owner.email)).map(({ subject }) => subject).join()).not.toContain('changed');
  });

  test('with a new one against the policy', async ({ client }) => {
    const owner = await signedIn(client);
    for (const [password, error] of [
      ['abc12x', PASSWORD_TOO_SHORT],
      ['password', PASSWORD_TOO_COMMON],
      [owner.email, PASSWORD_LIKE_EMAIL],
      ['12postern34', PASSWORD_LIKE_PRODUCT],
      ['x1'.repeat(129), PASSWORD_TOO_LONG],
    ] as const) {
      const answer = await client.post(PATH, { current_password: PASSWORD, password }, bearer(owner));
      expectJsonWithoutCookies(answer, 400, { password: [error] });
    }
    expect((await signIn(client, owner.email, PASSWORD)).status).toBe(200);
  });

  test('with the one that it is', async ({ client }) => {
    const owner = await signedIn(client);
    const same = { current_password: PASSWORD, password: PASSWORD };
    expectJsonWithoutCookies(await client.post(PATH, same, bearer(owner)), 400, SAME_PASSWORD);
    expect((await client.post('/auth/token/refresh/', { refresh: owner.refresh })).status).toBe(200);
  });

  test('with the one that it is, typed in other code points', async ({ client }) => {
    const account = await registered(client, { password: 'über die Brücke im Nebel'.normalize('NFC') });
    const owner = await signedIn(client, account);
    const same = { current_password: account.password, password: account.password.normalize('NFD') };
    expectJsonWithoutCookies(await client.post(PATH, same, bearer(owner)), 400, SAME_PASSWORD);
  });

  test('without the current one, for a thief of a session too', async ({ client }) => {
    const owner = await signedIn(client);
    const answer = await client.post(PATH, { password: ANOTHER_PASSWORD }, bearer(owner));
    expectJsonWithoutCookies(answer, 400, { current_password: [REQUIRED] });
  });
});

test.describe('guessing at the password from inside a session', () => {
  const guesses: Record<string, (client: Client, access: string, password: string) => ReturnType<Client['post']>> = {
    'by changing it': (client, access, current_password) =>
      client.post(PATH, { current_password, password: ANOTHER_PASSWORD }, bearer({ access })),
    'by changing the email': (client, access, password) =>
      client.post('/auth/change-email/', { password, email: uniqueEmail() }, bearer({ access })),
    'by deleting the account': (client, access, password) =>
      client.post('/auth/me/delete/', { password }, bearer({ access })),
  };
  for (const [how, guess] of Object.entries(guesses)) {
    test(`${how} is for ten tries, then the right one waits too`, async ({ client }) => {
      const owner = await signedIn(client);
      for (let tries = 0; tries < 10; tries += 1) {
        expect((await guess(client, owner.access, WRONG)).status).toBe(400);
      }
      expectThrottled(await guess(client, owner.access, WRONG), { least: 20, most: 30 });
      expectThrottled(await guess(client, owner.access, PASSWORD), { least: 20, most: 30 });
      expectThrottled(await signIn(client, owner.email, PASSWORD), { least: 20, most: 30 });
      expect(await me(client, bearer(owner))).toBe(200);
    });
  }

  test('in every way together is for ten tries, signing in among them', async ({ client }) => {
    const owner = await signedIn(client);
    const ways = [...Object.values(guesses), () => signIn(client, owner.email, WRONG)];
    for (let tries = 0; tries < 10; tries += 1) {
      const answer = await ways[tries % ways.length]?.(client, owner.access, WRONG);
      expect([400, 401]).toContain(answer?.status);
    }
    for (const way of ways) expect((await way(client, owner.access, PASSWORD)).status).toBe(429);
  });

  test('at once is for no more than ten tries either', async ({ client }) => {
    const owner = await signedIn(client);
    const wrong = { current_password: WRONG, password: ANOTHER_PASSWORD };
    const answers = await Promise.all(Array.from({ length: 30 }, () => client.post(PATH, wrong, bearer(owner))));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 400)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429 || status === 503)).toHaveLength(20);
  });
});

test('a change by link of the email stays possible after one of the password', async ({ client }) => {
  const owner = await signedIn(client);
  const { access } = (await client.post(PATH, TO_ANOTHER, bearer(owner))).json<Tokens>();
  const token = await askedForEmail(client, { ...owner, password: ANOTHER_PASSWORD, access }, uniqueEmail());
  expectJson(await redeemLink(client, 'change-email', token, ANOTHER_PASSWORD), 200, EMAIL_CHANGED);
});
