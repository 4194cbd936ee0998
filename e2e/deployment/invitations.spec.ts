import {
  ANOTHER_PASSWORD,
  arrivedMail,
  bearer,
  browserSession,
  linkTo,
  PASSWORD,
  registered,
  sessionOf,
  signedIn,
  tokenIn,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
} from '../fixtures/accounts';
import { Client, findCookie, HTML } from '../fixtures/client';
import { command, done, type Ended, refused } from '../fixtures/commands';
import { expect, test } from '../fixtures/installation';
import { invited } from '../fixtures/invitations';
import type { Settings } from '../fixtures/server';
import { dumped } from '../fixtures/stored';

/** Registration is closed to this address. An invitation is valid all the same. */
const SETTINGS = {
  REGISTRATION: 'closed',
  REGISTRATION_DOMAINS: 'example.org',
  REQUIRE_VERIFIED_EMAIL: 'true',
  ROLES: 'admin,editor',
  USER_FIELDS: JSON.stringify({
    name: { type: 'text', label: 'Name', required: true, maxLength: 20 },
    newsletter: { type: 'boolean', label: 'Send me news', default: false },
    tier: { type: 'choice', choices: { basic: 'Basic', gold: 'Gold' }, default: 'basic', editable: false },
  }),
};

const DEAD = { token: ['Invalid or expired token.'] };
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

const json = <Shape>({ code, stdout, stderr }: Ended): Shape => {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

const accept = (client: Client, token: string, body: object = {}) =>
  client.post(`/auth/invitation/${token}/`, { password: PASSWORD, name: 'Ada', ...body });

const expectDead = async (client: Client, token: string) => {
  const answer = await accept(client, token);
  expect([answer.status, answer.json()]).toEqual([400, DEAD]);
  const page = await client.get(`/invitation/${token}/`, { Accept: HTML });
  expect([page.status, page.text.includes('This link is invalid or has expired')]).toEqual([200, true]);
};

test.describe('an invitation', { tag: '@slow' }, () => {
  test('creates an account with a verified email, roles and fields, once, and opening it changes nothing', async ({
    sharedServerWith,
  }) => {
    const { baseUrl, settings } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const options = ['--roles', 'editor,admin', '--field', 'tier=gold', '--field', 'newsletter=true'];
    const { email, token, link } = await invited(settings, { options });
    expect(link).toBe(`${client.appUrl}/invitation/${token}/`);
    for (let times = 0; times < 3; times += 1) {
      const page = await client.get(`/invitation/${token}/`, { Accept: HTML });
      expect(page.text).toContain('Accept your invitation');
      expect(page.text).toContain(`value="${email}"`);
      expect((await client.request('HEAD', `/invitation/${token}/`)).status).toBe(200);
    }
    const answer = await accept(client, token, { email: uniqueEmail(), tier: 'basic', roles: ['none'] });
    const account = answer.json<{ id: string }>();
    expect([answer.status, answer.headers.location, answer.setCookies]).toEqual([201, '/auth/me/', []]);
    expect(account).toEqual({
      ...{ id: expect.any(String), email, email_verified: true, created_at: INSTANT },
      ...{ roles: ['admin', 'editor'], name: 'Ada', newsletter: true, tier: 'gold' },
    });
    const owner = await signedIn(client, { id: account.id, email, password: PASSWORD });
    expect((await client.get('/auth/me/', bearer(owner))).json()).toEqual(account);
    await expectDead(client, token);
  });

  test('is mailed, and a newer one to the same address takes its place', async ({ sharedServerWith }) => {
    const { baseUrl, settings } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const email = uniqueEmail();
    const sent = await command('users', ['invite', email.toUpperCase()], settings);
    expect(sent).toEqual(done(`^An invitation was sent to ${email} \\([0-9a-f-]{36}\\). It is valid until 20`));
    const { subject, text, links } = await arrivedMail(client, email, () => true);
    expect(subject).toBe('You are invited to Postern');
    expect(text).toContain('within 7 days');
    const first = tokenIn(links[0] ?? '');
    const again = json(await command('users', ['invite', email, '--json'], settings));
    expect(again).toEqual({ id: expect.any(String), email, expires_at: INSTANT, mailed: true });
    const second = tokenIn(await linkTo(client, email, 'invitation'));
    expect(second).not.toBe(first);
    await expectDead(client, first);
    const third = await invited(settings, { email });
    await expectDead(client, second);
    expect((await accept(client, third.token)).status).toBe(201);
  });

  test('is the only one to its address, also of five that are issued at once', async ({ sharedServerWith }) => {
    const { settings } = await sharedServerWith(SETTINGS);
    const email = uniqueEmail();
    await Promise.all(Array.from({ length: 5 }, () => invited(settings, { email })));
    const listed = json<{ email: string }[]>(await command('invitations', ['list', '--json'], settings));
    expect(listed.filter((each) => each.email === email)).toHaveLength(1);
  });

  test('that is accepted twenty times at once makes one account', async ({ sharedServerWith }) => {
    const { baseUrl, settings } = await sharedServerWith(SETTINGS);
    const { email, token } = await invited(settings);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => accept(new Client(baseUrl), token, { password: `${PASSWORD} ${at}` })),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(created).toHaveLength(1);
    const rest = answers.filter(({ status }) => status !== 201);
    for (const answer of rest) expect([answer.status, answer.json()]).toEqual([400, DEAD]);
    const listed = json<{ users: object[] }>(await command('users', ['list', '--search', email, '--json'], settings));
    expect(listed.users).toHaveLength(1);
  });

  test('is judged after the shape of the request and before the password, and survives what is refused', async ({
    sharedServerWith,
  }) => {
    const { baseUrl, settings } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const post = (token: string, body: object) => client.post(`/auth/invitation/${token}/`, body);
    const tooLong = { name: 'x'.repeat(21) };
    const shape = {
      password: ['This field is required.'],
      name: ['Ensure this field has no more than 20 characters.'],
    };
    expect((await post(UNKNOWN_RESET_TOKEN, tooLong)).json()).toEqual(shape);
    for (const token of [UNKNOWN_RESET_TOKEN, 'short', '%ff', `${UNKNOWN_RESET_TOKEN}A`]) {
      const answer = await post(token, { password: 'kq7-wzp' });
      expect([answer.status, answer.json()]).toEqual([400, DEAD]);
    }
    const { token } = await invited(settings);
    const sentence = 'This password is too short. It must contain at least 8 characters.';
    const weak = await post(token, { password: 'kq7-wzp' });
    expect([weak.status, weak.json()]).toEqual([400, { password: [sentence], name: ['This field is required.'] }]);
    expect((await accept(client, token)).status).toBe(201);
  });

  test('signs a browser in, in the place of whom it knew, and tells a form what is wrong', {
    tag: '@any-database',
  }, async ({ sharedServerWith }) => {
    const { baseUrl, settings } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const path = (token: string) => `/auth/invitation/${token}/`;
    const { email, token } = await invited(settings);
    const wrong = await client.form(path(token), { password: 'kq7-wzp', name: 'Ada', newsletter: 'true' });
    expect([wrong.status, wrong.headers.location]).toEqual([303, `/invitation/${token}/`]);
    const flash = `${client.flashCookie}=${findCookie(wrong, client.flashCookie)?.value}`;
    const { text } = await client.get(`/invitation/${token}/`, { Accept: HTML, Cookie: flash });
    expect(text).toContain('This password is too short.');
    expect(text).toMatch(/<input[^>]*aria-describedby="password-error password-hint"/);
    expect(text).toMatch(/<input[^>]*name="name"[^>]*value="Ada"|<input[^>]*value="Ada"[^>]*name="name"/);
    expect(text).not.toContain('kq7-wzp');
    const plain = await client.form(path(token), { password: PASSWORD, name: 'Ada' });
    expect([plain.status, plain.headers.location]).toEqual([303, '/account/']);
    const first = sessionOf(client, plain);
    expect((await client.get('/auth/me/', { Cookie: first })).json()).toMatchObject({ email, email_verified: true });

    const other = await invited(settings);
    const script = await client.pageForm(path(other.token), { password: PASSWORD, name: 'Bob' }, { Cookie: first });
    expect([script.status, script.json()]).toEqual([201, { kind: 'success', form: 'invitation' }]);
    const Cookie = sessionOf(client, script);
    expect((await client.get('/auth/me/', { Cookie })).json()).toMatchObject({ email: other.email });
    expect((await client.get('/auth/me/', { Cookie: first })).status).toBe(401);
    expect((await browserSession(client, { id: '', email, password: PASSWORD })).length).toBeGreaterThan(40);
  });

  test('is listed until it is accepted or revoked, and a revoked one is dead', async ({ sharedServerWith }) => {
    const { baseUrl, settings } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const [one, other] = [await invited(settings), await invited(settings)];
    const listed = async () => json<{ id: string }[]>(await command('invitations', ['list', '--json'], settings));
    const [newest, before] = await listed();
    const summary = ({ id, email, expires_at }: typeof one) => ({ id, email, created_at: INSTANT, expires_at });
    expect([newest, before]).toEqual([summary(other), summary(one)]);
    expect(await command('invitations', ['list', '--limit', '1'], settings)).toEqual(
      done(`^ID +EMAIL +CREATED +EXPIRES\n${other.id} .*\n\nFor older invitations, add --before ${other.id}\n$`),
    );
    expect(await command('invitations', ['revoke', one.id], settings)).toEqual(
      done(`^Revoked the invitation of ${one.email}`),
    );
    await expectDead(client, one.token);
    expect(await command('invitations', ['revoke', one.id], settings)).toEqual(
      done('^Nothing to do: .* is invalid already'),
    );
    expect((await accept(client, other.token)).status).toBe(201);
    const ids = (await listed()).map(({ id }) => id);
    expect(ids).not.toContain(one.id);
    expect(ids).not.toContain(other.id);
    expect(await command('invitations', ['revoke', other.id], settings)).toEqual(refused(3, 'was not found'));
  });

  test('is refused for an address with an account, and for unknown roles and fields', { tag: '@any-database' }, async ({
    sharedServerWith,
  }) => {
    const { baseUrl, settings } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const { email, token } = await invited(settings);
    await accept(client, token);
    for (const name of ['create', 'invite']) {
      const run = (...args: string[]) => command('users', [name, ...args], settings);
      expect(await run(email)).toEqual(refused(1, `${email} has an account already, so nobody was invited.`));
      expect(await run('ada')).toEqual(refused(2, '"ada" is not an email.'));
      expect(await run(uniqueEmail(), '--roles', 'owner')).toEqual(refused(2, '"owner" is not named by ROLES'));
      expect(await run(uniqueEmail(), '--field', 'tier=silver')).toEqual(refused(2, '"silver" is not a valid choice'));
      expect(await run(uniqueEmail(), '--field', 'tier')).toEqual(refused(2, 'is not name=value'));
    }
    expect(await client.get(`/mailbox/messages/?to=${email}`)).toMatchObject({ text: '[]' });
  });

  test('is dead once its address has an account, and stays dead when that is deleted, of which nothing is left', {
    tag: '@any-database',
  }, async ({ installed }) => {
    const { settings, server, client, users, audit } = await installed({ LOG_LEVEL: 'info' });
    const email = uniqueEmail();
    const [first, second] = [await invited(settings, { email }), await invited(settings, { email })];
    const account = await registered(client, { email });
    await expectDead(client, second.token);
    const events = json<{ events: object[] }>(await audit('--json')).events;
    expect(events).toMatchObject([
      { event: 'authn_token_created', detail: 'verify-link' },
      { event: 'user_created', detail: null },
      { event: 'authn_token_created', detail: 'invitation-printed', actor: 'operator', user_id: null },
      { event: 'authn_token_revoked', detail: 'invitation', actor: 'operator' },
      { event: 'authn_token_created', detail: 'invitation-printed', actor: 'operator' },
    ]);
    await users('delete', account.id, '--yes');
    await expectDead(client, second.token);
    const third = await invited(settings, { email });
    expect((await client.post(`/auth/invitation/${third.token}/`, { password: ANOTHER_PASSWORD })).status).toBe(201);
    const [created] = json<{ events: object[] }>(await audit('--user', email, '--json')).events;
    expect(created).toMatchObject({ event: 'user_created', detail: 'by-invitation', actor: 'client' });
    await users('delete', email, '--yes');
    await server.stop();
    const rows = await dumped(settings);
    const log = server.logs();
    expect(log).toContain(`"invitationId":"${third.id}"`);
    for (const secret of [email, first.token, second.token, third.token]) {
      expect([rows.includes(secret), log.includes(secret)]).toEqual([false, false]);
    }
  });

  test('ends after INVITATION_SECONDS, and leads where INVITATION_URL says', { tag: '@any-database' }, async ({
    installed,
  }) => {
    const settings = { INVITATION_SECONDS: '1', INVITATION_URL: 'https://app.example.com/join#{token}' };
    const { client, users } = await installed(settings);
    const { link } = json<{ link: string }>(await users('create', uniqueEmail(), '--json'));
    const [, token = ''] = /^https:\/\/app\.example\.com\/join#([\w-]{43})$/.exec(link) ?? [];
    expect(token).not.toBe('');
    await expect
      .poll(async () => (await client.get(`/invitation/${token}/`, { Accept: HTML })).text)
      .toContain('This link is invalid or has expired');
    await expectDead(client, token);
  });

  test('is not mailed beyond the limit of its recipient, and the earlier one stays good', {
    tag: '@any-database',
  }, async ({ sharedServerWith }) => {
    const { baseUrl, settings } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const email = uniqueEmail();
    const invite = (): Promise<Ended> => command('users', ['invite', email], settings);
    for (let mails = 0; mails < 10; mails += 1) expect(await invite()).toEqual(done('^An invitation was sent'));
    expect(await invite()).toEqual(refused(1, 'has reached a mail limit'));
    expect((await accept(client, tokenIn(await linkTo(client, email, 'invitation')))).status).toBe(201);
  });

  test('gives an API client tokens with REGISTER_SIGNS_IN', { tag: '@any-database' }, async ({ installed }) => {
    const { client, settings }: { client: Client; settings: Settings } = await installed({ REGISTER_SIGNS_IN: 'true' });
    const { email, token } = await invited(settings);
    const answer = await client.post(`/auth/invitation/${token}/`, { password: PASSWORD });
    const { access = '' } = answer.json<{ access?: string }>();
    expect((await client.get('/auth/me/', bearer({ access }))).json()).toMatchObject({ email, email_verified: true });
  });
});
