import {
  ANOTHER_PASSWORD,
  arrivedMail,
  askedForEmail,
  bearer,
  browserSession,
  changedEmail,
  mailbox,
  PASSWORD,
  registered,
  resetToken,
  signedIn,
  tokenTo,
  uniqueEmail,
  verifiedOwner,
} from '../fixtures/accounts';
import { type Client, findCookie, isExpired } from '../fixtures/client';
import {
  ACCOUNT_DELETED,
  CROSS_ORIGIN,
  DEAD_LINK,
  expectJson,
  expectJsonWithoutCookies,
  expectSeeOther,
  INSTANT,
  NO_CREDENTIALS,
  NO_SUCH_PAIR,
  NO_SUCH_USER,
  refusedAccess,
  wrongPassword,
} from './answers';
import { expect, test } from './api-test';
import { claimsOf, JWT } from './jwt';

type Export = {
  account: Record<string, unknown>;
  sessions: { id: string; ended_at: string | null }[];
  reset_links: Record<string, unknown>[];
  email_links: { purpose: string; email: string }[];
  mails: { kind: string }[];
  events: { event: string; detail: string | null; request_id: string }[];
};

const EXPORT = '/auth/me/export/';
const DELETE = '/auth/me/delete/';

const exported = async (client: Client, owner: { access: string }) =>
  (await client.get(EXPORT, bearer(owner))).json<Export>();
const remove = (client: Client, owner: { access: string }, password = PASSWORD) =>
  client.post(DELETE, { password }, bearer(owner));

test.describe('the export', () => {
  test('is a JSON file to download, and is not cached', async ({ client }) => {
    const answer = await client.get(EXPORT, bearer(await signedIn(client)));
    expectJsonWithoutCookies(answer, 200, expect.anything());
    expect(answer.headers['content-disposition']).toBe('attachment; filename="account.json"');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  test('is refused to a page of another site that leads a signed-in browser there', async ({ client }) => {
    const owner = await signedIn(client);
    const Cookie = await browserSession(client, owner);
    const navigation = (site: string) => ({ 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'navigate' });
    for (const from of [
      navigation('cross-site'),
      navigation('same-site'),
      { ...navigation('cross-site'), Authorization: 'Basic b3duZXI6c2VjcmV0' },
    ]) {
      expectJsonWithoutCookies(await client.get(EXPORT, { Cookie, ...from }), 403, CROSS_ORIGIN);
    }
    for (const from of [{}, navigation('none'), navigation('same-origin'), { Origin: client.appUrl }]) {
      expect((await client.get(EXPORT, { Cookie, ...from })).status).toBe(200);
    }
    expect((await client.get(EXPORT, { Cookie, ...navigation('cross-site'), ...bearer(owner) })).status).toBe(200);
    expectJsonWithoutCookies(await client.get(EXPORT, navigation('cross-site')), 401, NO_CREDENTIALS);
    // A proxy asks this with whatever the browser sent, also when it was led to the app by another site.
    expect((await client.get('/auth/me/', { Cookie, ...navigation('cross-site') })).status).toBe(200);
    const { events } = await exported(client, owner);
    expect(events.filter(({ event }) => event === 'sensitive_read')).toHaveLength(6);
  });

  test('holds everything that is kept', async ({ client }) => {
    const owner = await signedIn(client);
    const other = await signedIn(client, owner);
    await client.post('/auth/token/blacklist/', { refresh: other.refresh });
    await resetToken(client, owner.email);
    const email = uniqueEmail();
    await askedForEmail(client, owner, email);
    const everything = await exported(client, owner);
    const instant = expect.stringMatching(INSTANT);
    const link = { created_at: instant, expires_at: instant, used_at: null };
    expect(everything).toMatchObject({
      exported_at: instant,
      account: {
        id: owner.id,
        email: owner.email,
        email_verified: false,
        created_at: instant,
        email_verified_at: null,
        password_set_at: instant,
        last_sign_in_at: instant,
      },
      sessions: [
        { id: claimsOf(other.access).sid, ended_at: instant },
        { id: claimsOf(owner.access).sid, ended_at: null },
      ],
      reset_links: [link],
      email_links: [
        { ...link, purpose: 'change', email },
        { ...link, purpose: 'verify', email: owner.email },
      ],
    });
    const kinds = everything.mails.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['verify-link', 'reset-link', 'confirm-new-email']));
    const events = everything.events.map(({ event }) => event);
    expect(events.toReversed().slice(0, 3)).toEqual(['user_created', 'authn_token_created', 'authn_login_success']);
    expect(events[0]).toBe('sensitive_read');
  });

  test('holds no password, hash, token or link', async ({ client }) => {
    const owner = await signedIn(client);
    const Cookie = await browserSession(client, owner);
    const tokens = [
      await tokenTo(client, owner.email, 'verify-email'),
      await resetToken(client, owner.email),
      await askedForEmail(client, owner, uniqueEmail()),
    ];
    const { text } = await client.get(EXPORT, bearer(owner));
    const { jti } = claimsOf(owner.refresh);
    for (const secret of [PASSWORD, Cookie.split('=')[1] ?? '', owner.refresh, jti, ...tokens, '$2b$', 'http:']) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(JWT);
    expect(text).not.toMatch(/"[^"]*(hash|token_hash|pepper|cookie|jti)[^"]*":/);
  });

  test('contains nothing about other users', async ({ client, member }) => {
    const { text } = await client.get(EXPORT, bearer(await signedIn(client)));
    expect(text).not.toContain(member.id);
    expect(text).not.toContain(member.email);
  });
});

test.describe('deleting the account', () => {
  test('ends it: no token, cookie, password or link of it is good any more', async ({ client }) => {
    const owner = await signedIn(client);
    const Cookie = await browserSession(client, owner);
    const links = {
      verify: await tokenTo(client, owner.email, 'verify-email'),
      reset: await resetToken(client, owner.email),
      change: await askedForEmail(client, owner, uniqueEmail()),
    };
    expectJsonWithoutCookies(await remove(client, owner), 200, ACCOUNT_DELETED);
    expectJson(await client.get('/auth/me/', bearer(owner)), 401, refusedAccess('Token is blacklisted'));
    expect((await client.post('/auth/token/refresh/', { refresh: owner.refresh })).status).toBe(401);
    expect((await client.post('/auth/token/verify/', { token: owner.access })).status).toBe(401);
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
    expectJson(await client.post('/auth/token/', { email: owner.email, password: PASSWORD }), 401, NO_SUCH_PAIR);
    expectJson(await client.post('/auth/reset-password/', { email: owner.email }), 404, NO_SUCH_USER);
    expectJson(await client.post(`/auth/verify-email/${links.verify}/`, {}), 400, DEAD_LINK);
    expectJson(await client.post(`/auth/change-email/${links.change}/`, {}), 400, DEAD_LINK);
    const reset = await client.post(`/auth/reset-password/${links.reset}/`, { password: ANOTHER_PASSWORD });
    expectJson(reset, 400, DEAD_LINK);
  });

  test('leaves the notice of deletion as its only mail, without a secret', async ({ client }) => {
    const owner = await verifiedOwner(client);
    await resetToken(client, owner.email);
    await remove(client, owner);
    const deletionNotice = await arrivedMail(client, owner.email, ({ subject }) => subject.includes('deleted'));
    expect(await mailbox(client, owner.email)).toEqual([deletionNotice]);
    expect(JSON.stringify(deletionNotice)).not.toContain(PASSWORD);
  });

  test('tells a former address whose owner could still take the account back, and leaves no other mail', async ({
    client,
  }) => {
    const owner = await verifiedOwner(client);
    const { email, undoToken } = await changedEmail(client, owner);
    await remove(client, owner);
    for (const to of [owner.email, email]) {
      expect((await mailbox(client, to)).map(({ subject }) => subject)).toEqual(['Your Postern account was deleted']);
    }
    const undo = await client.post(`/auth/undo-email-change/${undoToken}/`, { password: ANOTHER_PASSWORD });
    expectJson(undo, 400, DEAD_LINK);
  });

  test('frees the email, and a new account of it finds nothing of the old one', async ({ client }) => {
    const owner = await verifiedOwner(client);
    await resetToken(client, owner.email);
    await remove(client, owner);
    const again = await signedIn(client, await registered(client, { email: owner.email, password: ANOTHER_PASSWORD }));
    expect(again.id).not.toBe(owner.id);
    const { account, sessions, reset_links, email_links, mails, events } = await exported(client, again);
    expect(account).toMatchObject({ id: again.id, email_verified: false });
    expect(sessions.map(({ id }) => id)).toEqual([claimsOf(again.access).sid]);
    expect(reset_links).toEqual([]);
    expect(email_links.map(({ purpose }) => purpose)).toEqual(['verify']);
    expect(mails.map(({ kind }) => kind)).toEqual(['verify-link']);
    expect(events.map(({ event }) => event).toReversed()).toEqual([
      ...['user_created', 'authn_token_created', 'authn_login_success', 'sensitive_read'],
    ]);
    const subjects = (await mailbox(client, owner.email)).map(({ subject }) => subject);
    expect(subjects).toEqual([expect.stringContaining('Verify'), expect.stringContaining('deleted')]);
    expectJson(await client.get('/auth/me/', bearer(owner)), 401, refusedAccess('Token is blacklisted'));
  });

  test('frees a former email too', async ({ client }) => {
    const owner = await verifiedOwner(client);
    await changedEmail(client, owner);
    await remove(client, owner);
    expect((await registered(client, { email: owner.email })).email).toBe(owner.email);
  });

  test('is refused with the wrong password, and nothing is gone', async ({ client }) => {
    const owner = await signedIn(client);
    expectJsonWithoutCookies(await remove(client, owner, 'not the password at all'), 400, wrongPassword());
    expect((await client.post('/auth/token/refresh/', { refresh: owner.refresh })).status).toBe(200);
    expect((await mailbox(client, owner.email)).map(({ subject }) => subject).join()).not.toContain('deleted');
  });

  test('by a form leads to /login/, the cookie expired and what the browser kept cleared', async ({ client }) => {
    for (const script of [false, true]) {
      const Cookie = await browserSession(client, await registered(client));
      const wrong = await client.form(DELETE, { password: 'wrong' }, { Cookie });
      expectSeeOther(wrong, '/account/');
      const fields = { password: PASSWORD };
      const answer = await (script
        ? client.enhancedForm(DELETE, fields, { Cookie })
        : client.form(DELETE, fields, { Cookie }));
      if (script) expectJson(answer, 200, ACCOUNT_DELETED);
      else expectSeeOther(answer, '/login/');
      expect(isExpired(findCookie(answer, client.sessionCookie))).toBe(true);
      expect(answer.headers['clear-site-data']).toBe('"storage"');
    }
  });

  test('leaves the accounts of other users alone', async ({ client, access, memberCookie: Cookie, member }) => {
    await remove(client, await signedIn(client));
    expect((await client.get('/auth/me/', bearer({ access }))).status).toBe(200);
    expect((await client.get('/auth/me/', { Cookie })).status).toBe(200);
    expect((await client.post('/auth/token/', { email: member.email, password: member.password })).status).toBe(200);
  });
});
