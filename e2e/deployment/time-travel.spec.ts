import { later, throttle } from '../fixtures/account-time';
import {
  type Account,
  ANOTHER_PASSWORD,
  bearer,
  browserSession,
  mailbox,
  PASSWORD,
  registered,
  resetToken,
  sessionOf,
  signedIn,
  type Tokens,
  uniqueEmail,
} from '../fixtures/accounts';
import { Client, findCookie, type HeaderFields } from '../fixtures/client';
import { command } from '../fixtures/commands';
import { type PosternFixtures, type PosternOptions, posternFixtures } from '../fixtures/postern';
import { expect, test as serverTest } from '../fixtures/test';

const test = serverTest
  .extend<PosternFixtures & PosternOptions>(posternFixtures)
  .extend({ posternUrl: async ({ server }, use) => use(server.baseUrl) });

const WRONG = 'not the password at all';
const APP = { 'User-Agent': 'app/1' };

const signIn = async (client: Client, { email }: Account, password = PASSWORD, headers: HeaderFields = {}) =>
  (await client.post('/auth/token/', { email, password }, headers)).status;

test.describe('time that passes for one account', () => {
  test('a throttled account signs in after its wait, and no other account does', async ({ server, throttled }) => {
    // The one whose seconds count is throttled last.
    const other = await throttled();
    const one = await throttled();
    expect(one.waitSeconds).toBeGreaterThan(20);
    expect(one.waitSeconds).toBeLessThanOrEqual(30);
    const client = new Client(server.baseUrl);
    await later(client, one, '20 seconds');
    expect(await signIn(client, one)).toBe(429);
    await later(client, one, '10 seconds');
    expect(await signIn(client, one)).toBe(200);
    expect(await signIn(client, other)).toBe(429);
  });

  test('failures of a client that is known to the account, and of a known browser, pass as well', async ({
    server,
  }) => {
    const client = new Client(server.baseUrl);
    const account = await registered(client);
    expect(await signIn(client, account, PASSWORD, APP)).toBe(200);
    const device = findCookie(await client.enhancedForm('/auth/token/', account), 'postern_device');
    const inBrowser = async (password: string) => {
      const fields = { email: account.email, password };
      const Cookie = `postern_device=${device?.value}`;
      return (await client.enhancedForm('/auth/token/', fields, { Cookie })).status;
    };
    for (let failures = 0; failures < 10; failures += 1) {
      expect([await signIn(client, account, WRONG, APP), await inBrowser(WRONG)]).toEqual([401, 401]);
    }
    const statuses = async () => [await signIn(client, account, PASSWORD, APP), await inBrowser(PASSWORD)];
    expect(await statuses()).toEqual([429, 429]);
    // Each has failures of its own: a stranger has none.
    expect(await signIn(client, account)).toBe(200);
    await later(client, account, '30 seconds');
    expect(await statuses()).toEqual([200, 200]);
  });

  test('a known client is known for 30 days', async ({ server }) => {
    const client = new Client(server.baseUrl);
    const account = await registered(client);
    expect(await signIn(client, account, PASSWORD, APP)).toBe(200);
    await throttle(client, account);
    await later(client, account, 1);
    expect(await signIn(client, account, PASSWORD, APP)).toBe(200);
    await later(client, account, '30 days');
    await throttle(client, account);
    expect(await signIn(client, account, PASSWORD, APP)).toBe(429);
  });

  test('the mails that an account and an address are sent in an hour are counted anew', async ({ server }) => {
    const client = new Client(server.baseUrl);
    const account = await registered(client);
    const count = async () => (await mailbox(client, account.email)).length;
    const ask = async () =>
      expect((await client.post('/auth/reset-password/', { email: account.email })).status).toBe(200);
    await ask();
    await ask();
    expect(await count(), 'one a minute').toBe(2);
    for (let more = 0; more < 6; more += 1) {
      await later(client, account, '1 minute');
      await ask();
    }
    expect(await count(), 'five an hour').toBe(6);
    await later(client, account, '1 hour');
    await ask();
    expect(await count()).toBe(7);
  });

  test('a mail to an invited address without an account comes closer', async ({ server, mailFails }) => {
    const client = new Client(server.baseUrl);
    const email = uniqueEmail();
    await mailFails(email, { times: 10 });
    expect(await command('users', ['invite', email], server.settings ?? {})).toMatchObject({ code: 0 });
    expect(await mailbox(client, email)).toEqual([]);
    await later(client, { email }, '30 minutes');
    expect(await mailbox(client, email)).toHaveLength(1);
  });
});

test.describe('time that passes with SESSION_COOKIE=ask and ROTATE_REFRESH_TOKENS=true', {
  tag: '@any-database',
}, () => {
  const SETTINGS = { SESSION_COOKIE: 'ask', ROTATE_REFRESH_TOKENS: 'true' };

  test('a session that is not kept ends after twelve hours, a kept one does not', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const account = await registered(client);
    const { email, password } = account;
    const unkept = await browserSession(client, account);
    const answer = await client.enhancedForm('/auth/token/', { email, password, keep_signed_in: 'true' });
    const statuses = () =>
      Promise.all(
        [unkept, sessionOf(client, answer)].map(async (Cookie) => (await client.get('/auth/me/', { Cookie })).status),
      );
    await later(client, account, '11 hours');
    expect(await statuses()).toEqual([200, 200]);
    await later(client, account, '1 hour');
    expect(await statuses()).toEqual([401, 200]);
  });

  test('a refresh token that rotates is renewed while it is used, and expires', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const owner = await signedIn(client);
    const refresh = async (token: string) => client.post('/auth/token/refresh/', { refresh: token });
    await later(client, owner, '13 days');
    const next = (await refresh(owner.refresh)).json<Tokens>();
    await later(client, owner, '13 days');
    const last = (await refresh(next.refresh)).json<Tokens>();
    expect((await client.get('/auth/me/', bearer(last))).status).toBe(200);
    await later(client, owner, '14 days');
    expect((await refresh(last.refresh)).json()).toEqual({ detail: 'Token is expired', code: 'token_not_valid' });
  });

  test('a refresh token that was exchanged is a stolen one once its grace time has passed', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const [client, other] = [new Client(baseUrl), new Client(baseUrl)];
    const owner = await signedIn(client);
    const refresh = async (from: Client, token: string) => from.post('/auth/token/refresh/', { refresh: token });
    const next = (await refresh(client, owner.refresh)).json<Tokens>();
    expect((await refresh(other, owner.refresh)).status).toBe(200);
    await later(client, owner, '1 hour');
    expect((await refresh(other, owner.refresh)).status).toBe(401);
    expect((await refresh(client, next.refresh)).json()).toEqual({
      detail: 'Token is blacklisted',
      code: 'token_not_valid',
    });
  });

  test('a password that was changed before stays changed', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const account = await registered(client);
    const path = `/auth/reset-password/${await resetToken(client, account.email)}/`;
    expect((await client.post(path, { password: ANOTHER_PASSWORD })).status).toBe(200);
    await later(client, account, '40 days');
    expect(await signIn(client, account, PASSWORD)).toBe(401);
    expect(await signIn(client, account, ANOTHER_PASSWORD)).toBe(200);
  });
});
