import {
  ANOTHER_PASSWORD,
  arrivedMail,
  askedForEmail,
  bearer,
  browserSession,
  changedEmail,
  linkTo,
  mailbox,
  PASSWORD,
  redeemLink,
  registered,
  resetToken,
  signedIn,
  tokenIn,
  tokenTo,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
  uniqueWord,
  verifiedOwner,
} from '../fixtures/accounts';
import { type Client, findCookie, OTHER_ORIGIN } from '../fixtures/client';
import {
  BLANK,
  CHANGE_UNDONE,
  CONFIRMATION_MAILED,
  DEAD_LINK,
  EMAIL_CHANGED,
  EMAIL_TAKEN,
  expectJson,
  expectJsonWithoutCookies,
  expectSeeOther,
  expectThrottled,
  INVALID_EMAIL,
  NO_CREDENTIALS,
  NO_SUCH_PAIR,
  NO_SUCH_USER,
  NOT_A_STRING,
  NULL,
  PASSWORD_LIKE_EMAIL,
  PASSWORD_TOO_COMMON,
  PASSWORD_TOO_SHORT,
  REQUIRED,
  refusedAccess,
  refusedToken,
  SAME_EMAIL,
  wrongPassword,
} from './answers';
import { expect, test } from './api-test';

const PATH = '/auth/change-email/';
const BLACKLISTED = refusedToken('Token is blacklisted');

type Owner = { email: string; password: string; access: string };

const ask = (client: Client, owner: Owner, email: string) =>
  client.post(PATH, { password: owner.password, email }, bearer(owner));
const confirm = (client: Client, token: string) => redeemLink(client, 'change-email', token);
const undo = (client: Client, token: string, password = ANOTHER_PASSWORD) =>
  client.post(`/auth/undo-email-change/${token}/`, { password });
const signIn = (client: Client, email: string, password = PASSWORD) => client.post('/auth/token/', { email, password });
const me = async (client: Client, owner: { access: string }) =>
  (await client.get('/auth/me/', bearer(owner))).json<{ email: string; email_verified: boolean }>();

test.describe('cancelling a change of email', () => {
  const cancel = (client: Client, owner: { access: string }) =>
    client.post('/auth/change-email/cancel/', {}, bearer(owner));
  const CANCELLED = { detail: 'Change of the e-mail cancelled.' };

  test('finds its link dead, and keeps the present one', async ({ client }) => {
    const owner = await signedIn(client);
    const token = await askedForEmail(client, owner, uniqueEmail());
    expectJsonWithoutCookies(await cancel(client, owner), 200, CANCELLED);
    expectJson(await confirm(client, token), 400, DEAD_LINK);
    expect(await me(client, owner)).toMatchObject({ email: owner.email });
  });

  test('is answered alike where nothing waits', async ({ client }) => {
    expectJsonWithoutCookies(await cancel(client, await signedIn(client)), 200, CANCELLED);
  });

  test('does not cancel the change of another user', async ({ client }) => {
    const owner = await signedIn(client);
    const token = await askedForEmail(client, owner, uniqueEmail());
    await cancel(client, await signedIn(client));
    expectJson(await confirm(client, token), 200, EMAIL_CHANGED);
  });

  test('by a form is led back to /account/', async ({ client }) => {
    const owner = await signedIn(client);
    const cookie = await browserSession(client, owner);
    expectSeeOther(await client.form('/auth/change-email/cancel/', {}, { Cookie: cookie }), '/account/');
  });
});

test.describe('asking for another email', () => {
  test('mails one link of APP_URL to it, which names neither account nor address', async ({ client }) => {
    const owner = await signedIn(client);
    const email = uniqueEmail();
    expectJsonWithoutCookies(await ask(client, owner, email), 200, CONFIRMATION_MAILED);
    const link = await linkTo(client, email, 'change-email');
    expect(link).toBe(`${client.appUrl}/change-email/${tokenIn(link)}/`);
    expect(tokenIn(link)).toMatch(/^[A-Za-z0-9_-]{43,}$/);
    const [message, ...others] = await mailbox(client, email);
    expect(others).toEqual([]);
    expect(message?.links).toEqual([link]);
    expect(JSON.stringify(message)).not.toContain(owner.email);
    expect(JSON.stringify(message)).not.toContain(PASSWORD);
  });

  test('changes nothing yet', async ({ client }) => {
    const owner = await signedIn(client);
    const email = uniqueEmail();
    await askedForEmail(client, owner, email);
    expect(await me(client, owner)).toMatchObject({ email: owner.email, email_verified: false });
    expectJson(await signIn(client, email), 401, NO_SUCH_PAIR);
    expect((await signIn(client, owner.email)).status).toBe(200);
  });

  test('takes the link from no Host, Origin or proxy header', async ({ client }) => {
    const owner = await signedIn(client);
    const email = uniqueEmail();
    const headers = {
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'host=evil.example',
      Origin: OTHER_ORIGIN,
    };
    const answer = await client.post(PATH, { password: PASSWORD, email }, { ...bearer(owner), ...headers });
    expectJson(answer, 200, CONFIRMATION_MAILED);
    expect(JSON.stringify([await mailbox(client, email), await linkTo(client, email, 'change-email')])).not.toContain(
      'evil.example',
    );
  });

  test('in any spelling stores it in the one form', async ({ client }) => {
    const owner = await signedIn(client);
    const word = uniqueWord();
    const stored = `${word}@xn--bcher-kva.example`;
    expectJson(await ask(client, owner, `  ${word.toUpperCase()}@BU\u0308CHER.example `), 200, CONFIRMATION_MAILED);
    expectJson(await confirm(client, await tokenTo(client, stored, 'change-email')), 200, EMAIL_CHANGED);
    expect((await me(client, owner)).email).toBe(stored);
  });

  test('is rejected with the wrong password, and no mail is sent', async ({ client }) => {
    const owner = await signedIn(client);
    const email = uniqueEmail();
    const answer = await ask(client, { ...owner, password: 'not the password at all' }, email);
    expectJsonWithoutCookies(answer, 400, wrongPassword());
    expect(await mailbox(client, email)).toEqual([]);
  });

  test('does not reveal without the password whether an email is taken', async ({ client, member }) => {
    const owner = { ...(await signedIn(client)), password: 'not the password at all' };
    expectJson(await ask(client, owner, member.email), 400, wrongPassword());
    expectJson(await ask(client, owner, uniqueEmail()), 400, wrongPassword());
  });

  test('is refused for a taken one, in any spelling, and its owner gets no mail', async ({ client }) => {
    const owner = await signedIn(client);
    const taken = await registered(client);
    const before = await mailbox(client, taken.email);
    expectJsonWithoutCookies(await ask(client, owner, taken.email), 400, EMAIL_TAKEN);
    expectJsonWithoutCookies(await ask(client, owner, ` ${taken.email.toUpperCase()}`), 400, EMAIL_TAKEN);
    expect(await mailbox(client, taken.email)).toEqual(before);
  });

  test('is refused for the present one, in any spelling', async ({ client }) => {
    const owner = await signedIn(client);
    for (const email of [owner.email, ` ${owner.email.toUpperCase()} `]) {
      expectJsonWithoutCookies(await ask(client, owner, email), 400, SAME_EMAIL);
    }
  });

  test('is refused for what is no address', async ({ client }) => {
    const owner = await signedIn(client);
    for (const email of [
      'nobody',
      'a@localhost',
      'a@example.com,b@example.com',
      'a@example.com\r\nBcc: b@example.com',
    ]) {
      expectJsonWithoutCookies(await ask(client, owner, email), 400, { email: [INVALID_EMAIL] });
    }
  });

  test('twice within a minute has to wait, and the first link stays good', async ({ client }) => {
    const owner = await signedIn(client);
    const first = uniqueEmail();
    const token = await askedForEmail(client, owner, first);
    const second = uniqueEmail();
    expectThrottled(await ask(client, owner, second), { least: 40, most: 60 });
    expect(await mailbox(client, second)).toEqual([]);
    expectJson(await confirm(client, token), 200, EMAIL_CHANGED);
  });

  test('within that minute tells no taken email from a free one', async ({ client, member }) => {
    const owner = await signedIn(client);
    await askedForEmail(client, owner, uniqueEmail());
    for (const email of [member.email, uniqueEmail()]) {
      expectThrottled(await ask(client, owner, email), { least: 40, most: 60 });
    }
  });

  test('finds out about thirty taken emails an hour, and no more', async ({ client, member }) => {
    const owner = await signedIn(client);
    for (let tries = 0; tries < 30; tries += 1) {
      expectJson(await ask(client, owner, member.email), 400, EMAIL_TAKEN);
    }
    expectThrottled(await ask(client, owner, member.email), { least: 3_000, most: 3_600 });
  });

  test('by a form leads back to /account/', async ({ client }) => {
    const Cookie = await browserSession(client, await registered(client));
    const email = uniqueEmail();
    const answer = await client.form(PATH, { password: PASSWORD, email }, { Cookie });
    expectSeeOther(answer, '/account/');
    expect(answer.setCookies.join()).not.toContain(email);
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
    expectJson(await client.enhancedForm(PATH, { password: 'wrong', email }, { Cookie }), 400, wrongPassword());
  });
});

test.describe('a link to confirm another email', () => {
  test('makes it the one that signs in, verified; the former does not', async ({ client }) => {
    const owner = await signedIn(client);
    const email = uniqueEmail();
    const token = await askedForEmail(client, owner, email);
    expectJsonWithoutCookies(await confirm(client, token), 200, EMAIL_CHANGED);
    expect(await me(client, owner)).toMatchObject({ id: owner.id, email, email_verified: true });
    expectJson(await signIn(client, owner.email), 401, NO_SUCH_PAIR);
    expect((await signIn(client, email)).status).toBe(200);
    expectJson(await client.post('/auth/reset-password/', { email: owner.email }), 404, NO_SUCH_USER);
  });

  test('leaves the sessions as they are', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const Cookie = await browserSession(client, owner);
    await changedEmail(client, owner);
    expect((await client.post('/auth/token/refresh/', { refresh: owner.refresh })).status).toBe(200);
    expect((await client.get('/auth/me/', { Cookie })).status).toBe(200);
  });

  test('is not used up by being opened', async ({ client }) => {
    const owner = await signedIn(client);
    const token = await askedForEmail(client, owner, uniqueEmail());
    for (const path of [`/change-email/${token}/`, `/auth/change-email/${token}/`]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        await client.request(method, path, { headers: { 'Sec-Purpose': 'prefetch' } });
      }
    }
    expect((await me(client, owner)).email).toBe(owner.email);
    expectJson(await confirm(client, token), 200, EMAIL_CHANGED);
  });

  test('works once, and then neither again nor back', async ({ client }) => {
    const owner = await signedIn(client);
    const token = await askedForEmail(client, owner, uniqueEmail());
    expectJson(await confirm(client, token), 200, EMAIL_CHANGED);
    expectJsonWithoutCookies(await confirm(client, token), 400, DEAD_LINK);
    expectJsonWithoutCookies(await undo(client, token), 400, DEAD_LINK);
  });

  test('is for nothing else', async ({ client }) => {
    const owner = await signedIn(client);
    const token = await askedForEmail(client, owner, uniqueEmail());
    expectJson(await client.post(`/auth/verify-email/${token}/`, {}), 400, DEAD_LINK);
    expectJson(await undo(client, token), 400, DEAD_LINK);
    const reset = await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
    expectJson(reset, 400, DEAD_LINK);
    expectJson(await confirm(client, token), 200, EMAIL_CHANGED);
  });

  test('voids the links to reset and to verify that the former address was mailed', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const toReset = await resetToken(client, owner.email);
    const toVerify = await tokenTo(client, owner.email, 'verify-email');
    await changedEmail(client, owner);
    const answer = await client.post(`/auth/reset-password/${toReset}/`, { password: ANOTHER_PASSWORD });
    expectJson(answer, 400, DEAD_LINK);
    expectJson(await client.post(`/auth/verify-email/${toVerify}/`, {}), 400, DEAD_LINK);
  });

  test('tells the former address, with a link to undo it and no other secret', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const { email, undoToken } = await changedEmail(client, owner);
    const link = `${client.appUrl}/undo-email-change/${undoToken}/`;
    const notice = await arrivedMail(client, owner.email, ({ links }) => links.includes(link));
    expect(notice.text).toContain(email);
    expect(notice.text).toContain(link);
    expect(JSON.stringify(notice)).not.toContain(PASSWORD);
    expect(JSON.stringify(await mailbox(client, email))).not.toContain(undoToken);
  });

  test('is rejected when another user registered the email meanwhile, and nothing changes', async ({ client }) => {
    const owner = await signedIn(client);
    const email = uniqueEmail();
    const token = await askedForEmail(client, owner, email);
    const other = await registered(client, { email });
    expectJsonWithoutCookies(await confirm(client, token), 400, EMAIL_TAKEN);
    expect((await me(client, owner)).email).toBe(owner.email);
    expect((await me(client, await signedIn(client, other))).email).toBe(email);
  });

  test('is invalid after a reset of the password, so that an earlier registration keeps nothing', async ({
    client,
  }) => {
    // An attacker registers with the email of a victim and requests a change to another; then the owner of the email resets the password.
    const squatter = await signedIn(client);
    const token = await askedForEmail(client, squatter, uniqueEmail());
    const path = `/auth/reset-password/${await resetToken(client, squatter.email)}/`;
    expect((await client.post(path, { password: ANOTHER_PASSWORD })).status).toBe(200);
    expectJson(await confirm(client, token), 400, DEAD_LINK);
    expectJson(await client.get('/auth/me/', bearer(squatter)), 401, refusedAccess('Token is blacklisted'));
    expect((await signIn(client, squatter.email, ANOTHER_PASSWORD)).status).toBe(200);
  });

  test('leads a form home to the account it belongs to, known there by its new email', async ({ client }) => {
    const owner = await signedIn(client);
    const Cookie = await browserSession(client, owner);
    const path = `/auth/change-email/${await askedForEmail(client, owner, uniqueEmail())}/`;
    const answer = await client.form(path, {}, { Cookie });
    expectSeeOther(answer, '/account/');
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
    expect(findCookie(answer, 'postern_device')).not.toBeNull();
    expectSeeOther(await client.form(path, {}, { Cookie }), path.replace('/auth', ''));
  });

  test('shows a reader who is signed out the new address, and not the one it replaces', async ({ client }) => {
    const owner = await signedIn(client);
    const email = uniqueEmail();
    const token = await askedForEmail(client, owner, email);
    const { text } = await client.get(`/change-email/${token}/`);
    expect([text.includes(email), text.includes(owner.email)]).toEqual([true, false]);
  });
});

test.describe('a link to undo the change', () => {
  test('brings the former email back, verified, under the new password only', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const { email, undoToken } = await changedEmail(client, owner);
    expectJsonWithoutCookies(await undo(client, undoToken), 200, CHANGE_UNDONE);
    expectJson(await signIn(client, email), 401, NO_SUCH_PAIR);
    expectJson(await signIn(client, email, ANOTHER_PASSWORD), 401, NO_SUCH_PAIR);
    expectJson(await signIn(client, owner.email), 401, NO_SUCH_PAIR);
    const restored = await signedIn(client, { ...owner, password: ANOTHER_PASSWORD });
    expect(await me(client, restored)).toMatchObject({ id: owner.id, email: owner.email, email_verified: true });
  });

  test('ends every session, of the thief and of the owner', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const Cookie = await browserSession(client, owner);
    const { email, undoToken } = await changedEmail(client, owner);
    const thief = await signedIn(client, { ...owner, email });
    await undo(client, undoToken);
    for (const { access, refresh } of [owner, thief]) {
      expectJson(await client.get('/auth/me/', bearer({ access })), 401, refusedAccess('Token is blacklisted'));
      expectJson(await client.post('/auth/token/refresh/', { refresh }), 401, BLACKLISTED);
    }
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
  });

  test('voids what the thief was mailed', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const { email, undoToken } = await changedEmail(client, owner);
    const toReset = await resetToken(client, email);
    await undo(client, undoToken);
    const answer = await client.post(`/auth/reset-password/${toReset}/`, { password: 'a third password of it' });
    expectJson(answer, 400, DEAD_LINK);
    expect((await signIn(client, owner.email, ANOTHER_PASSWORD)).status).toBe(200);
  });

  test('outlives a reset and a change of the password by the thief', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const { email, undoToken } = await changedEmail(client, owner);
    const reset = `/auth/reset-password/${await resetToken(client, email)}/`;
    const theirs = 'the password of the thief';
    expect((await client.post(reset, { password: theirs })).status).toBe(200);
    const thief = await signedIn(client, { ...owner, email, password: theirs });
    const change = { current_password: theirs, password: 'another one of the thief' };
    expect((await client.post('/auth/change-password/', change, bearer(thief))).status).toBe(200);
    expectJson(await undo(client, undoToken), 200, CHANGE_UNDONE);
    expect((await signIn(client, owner.email, ANOTHER_PASSWORD)).status).toBe(200);
  });

  test('tells the removed address, and names the restored one to it by no word', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const { email, undoToken } = await changedEmail(client, owner);
    await undo(client, undoToken);
    const told = await arrivedMail(client, email, ({ subject }) => subject.includes('changed back'));
    expect(JSON.stringify(told)).not.toContain(owner.email);
    expect(JSON.stringify(told)).not.toContain(ANOTHER_PASSWORD);
    const notice = await arrivedMail(client, owner.email, ({ subject }) => subject.includes('password was changed'));
    expect(JSON.stringify(notice)).not.toContain(ANOTHER_PASSWORD);
  });

  test('is not used up by being opened', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const { email, undoToken } = await changedEmail(client, owner);
    for (const path of [`/undo-email-change/${undoToken}/`, `/auth/undo-email-change/${undoToken}/`]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await client.request(method, path);
    }
    expect((await me(client, owner)).email).toBe(email);
    expectJson(await undo(client, undoToken), 200, CHANGE_UNDONE);
  });

  test('works once', async ({ client }) => {
    const { undoToken } = await changedEmail(client, await verifiedOwner(client));
    expectJson(await undo(client, undoToken), 200, CHANGE_UNDONE);
    expectJsonWithoutCookies(await undo(client, undoToken, 'a third password of it'), 400, DEAD_LINK);
  });

  test('reports the shape first, then an invalid link, then the policy', async ({ client }) => {
    const shapes: [unknown, string][] = [
      [undefined, REQUIRED],
      [null, NULL],
      ['', BLANK],
      [7, NOT_A_STRING],
    ];
    for (const [password, error] of shapes) {
      const answer = await client.post('/auth/undo-email-change/dead/', { password });
      expectJsonWithoutCookies(answer, 400, { password: [error] });
    }
    for (const password of ['short', 'password', 'x'.repeat(257)]) {
      expectJsonWithoutCookies(await undo(client, UNKNOWN_RESET_TOKEN, password), 400, DEAD_LINK);
    }
  });

  test('stays good after a password against the policy of the former address', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const { email, undoToken } = await changedEmail(client, owner);
    for (const [weak, error] of [
      ['abc12x', PASSWORD_TOO_SHORT],
      ['password', PASSWORD_TOO_COMMON],
      [owner.email, PASSWORD_LIKE_EMAIL],
    ] as const) {
      expectJsonWithoutCookies(await undo(client, undoToken, weak), 400, { password: [error] });
    }
    expect((await me(client, owner)).email).toBe(email);
    expectJson(await undo(client, undoToken), 200, CHANGE_UNDONE);
  });

  test('by a form leaves a browser signed in to another account, which its cookie is of', async ({
    client,
    memberCookie: Cookie,
  }) => {
    const { undoToken } = await changedEmail(client, await verifiedOwner(client));
    const answer = await client.form(
      `/auth/undo-email-change/${undoToken}/`,
      { password: ANOTHER_PASSWORD },
      { Cookie },
    );
    expectSeeOther(answer, '/login/');
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
    expect((await client.get('/auth/me/', { Cookie })).status).toBe(200);
  });

  test('by a form leads to /login/, signs no user in and drops the cookie of the session it ended', async ({
    client,
  }) => {
    const owner = await verifiedOwner(client);
    const Cookie = await browserSession(client, owner);
    const { undoToken } = await changedEmail(client, owner);
    const path = `/auth/undo-email-change/${undoToken}/`;
    expectSeeOther(await client.form(path, { password: 'password' }, { Cookie }), path.replace('/auth', ''));
    const answer = await client.form(path, { password: ANOTHER_PASSWORD }, { Cookie });
    expectSeeOther(answer, '/login/');
    expect(findCookie(answer, client.sessionCookie)?.value ?? '').toBe('');
  });
});

test.describe('while the change can be undone', () => {
  test('no other user registers with the former email', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const { undoToken } = await changedEmail(client, owner);
    const answer = await client.post('/auth/register/', { email: owner.email, password: ANOTHER_PASSWORD });
    expectJsonWithoutCookies(answer, 400, EMAIL_TAKEN);
    expectJson(await undo(client, undoToken), 200, CHANGE_UNDONE);
  });

  test('no other user changes to it, nor confirms an earlier request', async ({ client }) => {
    const owner = await verifiedOwner(client);
    await changedEmail(client, owner);
    expectJsonWithoutCookies(await ask(client, await signedIn(client), owner.email), 400, EMAIL_TAKEN);
  });

  test('its own account goes back to it, by the link that was mailed there', async ({ client }) => {
    // Another minute would have to pass for a second change of one account; the undo is the way back.
    const owner = await verifiedOwner(client);
    const { undoToken } = await changedEmail(client, owner);
    await undo(client, undoToken);
    expect((await signIn(client, owner.email, ANOTHER_PASSWORD)).status).toBe(200);
  });

  test('afterwards the address that was taken away is free at once', async ({ client }) => {
    const owner = await verifiedOwner(client);
    const { email, undoToken } = await changedEmail(client, owner);
    await undo(client, undoToken);
    expect((await registered(client, { email })).email).toBe(email);
  });
});
