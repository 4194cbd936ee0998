import { later, toSeconds } from '../fixtures/account-time';
import {
  ANOTHER_PASSWORD,
  bearer,
  browserSession,
  mailbox,
  PASSWORD,
  registered,
  resetToken,
  signedIn,
  tokenIn,
  uniqueEmail,
} from '../fixtures/accounts';
import type { Client, HeaderFields } from '../fixtures/client';
import { type PosternFixtures, type PosternOptions, posternFixtures } from '../fixtures/postern';
import {
  DEAD_LINK,
  EMAIL_VERIFIED,
  expectJson,
  expectJsonWithoutCookies,
  INVALID_EMAIL,
  NO_CREDENTIALS,
  NO_SUCH_USER,
  NOT_FOUND,
  NULL,
  PASSWORD_RESET,
  PASSWORD_TOO_SHORT,
  REQUIRED,
  RESET_MAILED,
  refusedAccess,
  refusedToken,
  wrongMethod,
} from './answers';
import { test as apiTest, expect } from './api-test';
import { claimsOf } from './jwt';

/** The fixtures that apps get, at the server under test. */
const test = apiTest
  .extend<PosternFixtures & PosternOptions>(posternFixtures)
  .extend({ posternUrl: async ({ server }, use) => use(server.baseUrl) });

const EXPIRED = refusedToken('Token is expired');
const NOT_AN_INTEGER = 'A valid integer is required.';
const atLeast = (least: number) => `Ensure this value is greater than or equal to ${least}.`;
const atMost = (most: number) => `Ensure this value is less than or equal to ${most}.`;

const me = (client: Client, headers: HeaderFields) => client.get('/auth/me/', headers);
const refreshed = (client: Client, { refresh }: { refresh: string }) =>
  client.post('/auth/token/refresh/', { refresh });

/** Seconds from the issue of a token to its `exp`. */
function lifetimeOf(token: string): number {
  const { iat, exp } = claimsOf(token);
  return exp - iat;
}

test.describe('later', () => {
  test('an access token expires, at every endpoint, and a refreshed one is good at once', async ({ client }) => {
    const owner = await signedIn(client);
    const lifetime = lifetimeOf(owner.access);
    await later(client, owner, lifetime - 60);
    expect((await me(client, bearer(owner))).status).toBe(200);
    // What passes adds up.
    await later(client, owner, 61);
    expectJsonWithoutCookies(await me(client, bearer(owner)), 401, refusedAccess('Token is expired'));
    expectJsonWithoutCookies(await client.post('/auth/token/verify/', { token: owner.access }), 401, EXPIRED);
    expectJsonWithoutCookies(await client.post('/auth/me/delete/', { password: PASSWORD }, bearer(owner)), 401, {
      ...refusedAccess('Token is expired'),
    });
    const answer = await refreshed(client, owner);
    expect(answer.status).toBe(200);
    const next = answer.json<{ access: string }>();
    expect(lifetimeOf(next.access)).toBe(lifetime);
    expect((await me(client, bearer(next))).status).toBe(200);
    expect((await me(client, bearer(owner))).status).toBe(401);
  });

  test('a refresh token lives while it is used, and expires with its session', async ({ client }) => {
    const owner = await signedIn(client);
    for (let weeks = 0; weeks < 3; weeks += 1) {
      await later(client, owner, '7 days');
      expect((await refreshed(client, owner)).status).toBe(200);
    }
    await later(client, owner, '15 days');
    expectJsonWithoutCookies(await refreshed(client, owner), 401, EXPIRED);
    expectJsonWithoutCookies(await client.post('/auth/token/verify/', { token: owner.refresh }), 401, EXPIRED);
    expectJsonWithoutCookies(await client.post('/auth/token/blacklist/', { refresh: owner.refresh }), 401, EXPIRED);
    // The account is as it was.
    expect((await me(client, bearer(await signedIn(client, owner)))).status).toBe(200);
  });

  test('the session of a browser ends after its idle time, and after its longest time however it is used', async ({
    client,
  }) => {
    const account = await registered(client);
    const idle = { Cookie: await browserSession(client, account) };
    await later(client, account, '13 days');
    expect((await me(client, idle)).status).toBe(200);
    await later(client, account, '15 days');
    expectJson(await me(client, idle), 401, NO_CREDENTIALS);

    const used = { Cookie: await browserSession(client, account) };
    for (let day = 0; day < 84; day += 12) {
      await later(client, account, '12 days');
      expect((await me(client, used)).status).toBe(200);
    }
    await later(client, account, '7 days');
    expectJson(await me(client, used), 401, NO_CREDENTIALS);
  });

  test('the times that the account shows are earlier', async ({ client }) => {
    const owner = await signedIn(client);
    const shown = async () => {
      const [session] = (await client.get('/auth/sessions/', bearer(owner))).json<{ created_at: string }[]>();
      const { created_at } = (await me(client, bearer(owner))).json<{ created_at: string }>();
      return [created_at, session?.created_at ?? ''].map((each) => Date.parse(each));
    };
    const before = await shown();
    await later(client, owner, '2 minutes');
    expect(await shown()).toEqual(before.map((each) => each - 120_000));
  });

  test('a reset link expires, stays in the mailbox, and the next one is mailed', async ({ client }) => {
    const account = await registered(client);
    const token = await resetToken(client, account.email);
    const path = `/auth/reset-password/${token}/`;
    await later(client, account, '59 minutes');
    // Good so far: the password is refused, not the link.
    expectJson(await client.post(path, { password: 'kq7-wzp' }), 400, {
      password: [PASSWORD_TOO_SHORT],
    });
    await later(client, account, '1 minute');
    expectJson(await client.post(path, { password: ANOTHER_PASSWORD }), 400, DEAD_LINK);
    expectJson(await client.post('/auth/reset-password/', { email: account.email }), 200, RESET_MAILED);
    const links = () => mailbox(client, account.email).then((mails) => mails.flatMap((mail) => mail.links));
    const resets = (all: string[]) => all.filter((link) => link.includes('/reset-password/')).map(tokenIn);
    await expect.poll(async () => resets(await links()).length).toBe(2);
    const [next, first] = resets(await links());
    expect(first).toBe(token);
    const answer = await client.post(`/auth/reset-password/${next}/`, { password: ANOTHER_PASSWORD });
    expectJson(answer, 200, PASSWORD_RESET);
  });

  test('a link to verify an email expires', async ({ client, unverified }) => {
    const { link, ...account } = await unverified();
    const path = `/auth/verify-email/${tokenIn(link)}/`;
    await later(client, account, '1 day');
    expectJson(await client.post(path, { password: account.password }), 400, DEAD_LINK);
  });

  test('other accounts are not touched', async ({ client, unverified }) => {
    const [one, other] = [await signedIn(client), await signedIn(client)];
    const waiting = await unverified();
    const token = await resetToken(client, other.email);
    const Cookie = await browserSession(client, other);
    await later(client, one, '1000 days');
    expect((await me(client, bearer(one))).status).toBe(401);
    expect((await me(client, bearer(other))).status).toBe(200);
    expect((await me(client, { Cookie })).status).toBe(200);
    expect((await refreshed(client, other)).status).toBe(200);
    const { password } = waiting;
    const verified = await client.post(`/auth/verify-email/${tokenIn(waiting.link)}/`, { password });
    expectJson(verified, 200, EMAIL_VERIFIED);
    const reset = await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
    expectJson(reset, 200, PASSWORD_RESET);
  });

  test('many at once, of one account and of several, each count in full and for their own', async ({ client }) => {
    const owners = await Promise.all([signedIn(client), signedIn(client), signedIn(client)]);
    const [first, second, third] = owners;
    const lifetime = lifetimeOf(first.access);
    const half = Math.ceil(lifetime / 2);
    await Promise.all([
      later(client, first, half),
      later(client, first, half),
      later(client, second, half),
      ...Array.from({ length: 4 }, () => later(client, third, 1)),
    ]);
    const statuses = await Promise.all(owners.map(async (owner) => (await me(client, bearer(owner))).status));
    expect(statuses).toEqual([401, 200, 200]);
  });

  test('the answer repeats what was done, and form-encoded fields do the same', async ({ client }) => {
    const { email } = await registered(client);
    expectJsonWithoutCookies(
      await client.post('/mailbox/later/', { email: ` ${email.toUpperCase()}`, seconds: 90 }),
      200,
      {
        email,
        seconds: 90,
      },
    );
    const encoded = await client.formEncodedApiPost('/mailbox/later/', { email, seconds: '90' });
    expectJsonWithoutCookies(encoded, 200, { email, seconds: 90 });
  });

  test('a wrong field is told in a sentence beside it', async ({ client }) => {
    const { email } = await registered(client);
    const wrong: [body: object, errors: object][] = [
      [{}, { email: [REQUIRED], seconds: [REQUIRED] }],
      [
        { email: null, seconds: null },
        { email: [NULL], seconds: [NULL] },
      ],
      [{ email: 'nobody', seconds: 60 }, { email: [INVALID_EMAIL] }],
      ...[1.5, '1.5', 'x', '', true, [], {}, 1e300, '9'.repeat(30)].map((seconds): [object, object] => [
        { email, seconds },
        { seconds: [NOT_AN_INTEGER] },
      ]),
      [{ email, seconds: 0 }, { seconds: [atLeast(1)] }],
      [{ email, seconds: -60 }, { seconds: [atLeast(1)] }],
      [{ email, seconds: 315_360_001 }, { seconds: [atMost(315_360_000)] }],
    ];
    for (const [body, errors] of wrong) expectJson(await client.post('/mailbox/later/', body), 400, errors);
    expectJson(await client.post('/mailbox/later/', { email: uniqueEmail(), seconds: 60 }), 404, NO_SUCH_USER);
  });

  test('an account does not become older than the epoch', async ({ client }) => {
    const { email } = await registered(client);
    const decade = () => client.post('/mailbox/later/', { email, seconds: 315_360_000 });
    const statuses: number[] = [];
    for (let decades = 0; decades < 5; decades += 1) statuses.push((await decade()).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    const { created_at } = (await signedInView(client, email)) as { created_at: string };
    const most = Math.floor(Date.parse(created_at) / 1000);
    expectJson(await decade(), 400, { seconds: [atMost(most)] });
  });
});

async function signedInView(client: Client, email: string): Promise<unknown> {
  const { access } = await signedIn(client, { email, password: PASSWORD, id: '' });
  return (await me(client, bearer({ access }))).json();
}

test.describe('mails that fail', () => {
  const count = async (client: Client, email: string) => (await mailbox(client, email)).length;

  test('a temporary error delays a mail until its next attempt, which time brings closer', async ({
    client,
    mailFails,
  }) => {
    const email = uniqueEmail();
    await mailFails(email, { times: 10 });
    const account = await registered(client, { email });
    await later(client, account, '10 minutes');
    expect(await count(client, email)).toBe(0);
    await later(client, account, '20 minutes');
    expect(await count(client, email)).toBe(1);
    // They are used up.
    await resetToken(client, email);
    expect(await count(client, email)).toBe(2);
  });

  test('a mail after a short error comes by itself', async ({ client, mailFails }) => {
    const email = uniqueEmail();
    await mailFails(email);
    await registered(client, { email });
    await expect.poll(() => count(client, email)).toBe(1);
  });

  test('after a permanent error a mail never comes, and the next one does', async ({ client, mailFails }) => {
    const email = uniqueEmail();
    await mailFails(email, { kind: 'permanent' });
    const account = await registered(client, { email });
    await later(client, account, '1 hour');
    await resetToken(client, email);
    const links = (await mailbox(client, email)).flatMap((mail) => mail.links);
    expect(links.filter((link) => link.includes('/verify-email/'))).toEqual([]);
    expect(await count(client, email)).toBe(1);
  });

  test('nothing else is different: requests get the same answers, and other addresses their mails', async ({
    client,
    mailFails,
  }) => {
    const [email, other] = [uniqueEmail(), uniqueEmail()];
    await mailFails(email, { kind: 'permanent', times: 2 });
    const bodies = await Promise.all([email, other].map((each) => registered(client, { email: each })));
    expect(bodies.map((each) => each.email)).toEqual([email, other]);
    await resetToken(client, other);
    expectJson(await client.post('/auth/reset-password/', { email }), 200, RESET_MAILED);
    expect([await count(client, email), await count(client, other)]).toEqual([0, 2]);
  });

  test('the last request for an address holds, and 0 lets its mails pass', async ({ client, mailFails }) => {
    const email = uniqueEmail();
    await mailFails(email, { kind: 'permanent', times: 5 });
    await mailFails(email, { times: 0 });
    await registered(client, { email });
    expect(await count(client, email)).toBe(1);
  });

  test('the answer repeats what was asked for, and a wrong field is told', async ({ client }) => {
    const email = uniqueEmail();
    const post = (body: object) => client.post('/mailbox/fail/', body);
    expectJsonWithoutCookies(await post({ email }), 200, { email, times: 1, kind: 'temporary' });
    const all = { email, times: 3, kind: 'permanent' };
    expectJsonWithoutCookies(await post(all), 200, all);
    const choice = (value: string) => `"${value}" is not a valid choice.`;
    const wrong: [body: object, errors: object][] = [
      [{}, { email: [REQUIRED] }],
      [
        { email, times: null, kind: null },
        { times: [NULL], kind: [NULL] },
      ],
      [{ email, times: -1 }, { times: [atLeast(0)] }],
      [{ email, times: 11 }, { times: [atMost(10)] }],
      [{ email, times: 'often' }, { times: [NOT_AN_INTEGER] }],
      [{ email, kind: 'forever' }, { kind: [choice('forever')] }],
      [{ email, kind: 7 }, { kind: [choice('7')] }],
    ];
    for (const [body, errors] of wrong) expectJson(await post(body), 400, errors);
    const nested = `{"email": "${email}", "kind": ${'['.repeat(7000)}${']'.repeat(7000)}}`;
    expectJson(await client.json('/mailbox/fail/', nested), 400, { kind: [choice('[…]')] });
    await post({ email, times: 0 });
  });
});

test.describe('an expired access token', () => {
  test('has expired by its own exp, for longer than any leeway, and is otherwise as the session has it', async ({
    client,
    expiredAccess,
  }) => {
    const owner = await signedIn(client);
    const { id, email, password } = owner;
    const access = await expiredAccess({ id, email, password });
    const [expired, good] = [claimsOf(access), claimsOf(owner.access)];
    const { iss, aud, sub, token_type } = good as Record<string, unknown>;
    expect(expired).toMatchObject({ iss, aud, sub, token_type, user_id: id });
    expect(Object.keys(expired).sort()).toEqual(Object.keys(good).sort());
    expect(lifetimeOf(access)).toBe(lifetimeOf(owner.access));
    expect(expired.exp).toBeLessThan(Date.now() / 1000 - 3500);
    expectJson(await me(client, bearer({ access })), 401, refusedAccess('Token is expired'));
    expectJson(await client.post('/auth/token/verify/', { token: access }), 401, EXPIRED);
    // The account is as it was.
    expect((await me(client, bearer(owner))).status).toBe(200);
    expect((await refreshed(client, owner)).status).toBe(200);
  });

  test('is made of a good one only', async ({ client }) => {
    const { refresh, access } = await signedIn(client);
    const post = (body: object) => client.post('/mailbox/expired-access/', body);
    expectJson(await post({}), 400, { access: [REQUIRED] });
    expectJson(await post({ access: refresh }), 401, refusedToken('Token has wrong type'));
    expectJson(await post({ access: 'token' }), 401, refusedToken('Token is invalid'));
    const expired = (await post({ access })).json<{ access: string }>();
    expectJson(await post(expired), 401, EXPIRED);
    await client.post('/auth/token/blacklist/', { refresh });
    expectJson(await post({ access }), 401, refusedToken('Token is blacklisted'));
  });
});

test.describe('what is for tests is where the mailbox is', () => {
  const PATHS = ['/mailbox/later/', '/mailbox/fail/', '/mailbox/expired-access/'];

  test('not for what comes through a proxy, from another site or as a form of another page', async ({ client }) => {
    const headers: HeaderFields[] = [
      { 'X-Forwarded-For': '203.0.113.9' },
      { Via: '1.1 proxy' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ];
    const { email } = await registered(client);
    for (const path of PATHS) {
      for (const each of headers) expectJson(await client.post(path, { email, seconds: 60 }, each), 404, NOT_FOUND);
    }
    expect((await client.post('/mailbox/later/', { email, seconds: 60 }, client.sameOrigin())).status).toBe(200);
  });

  test('by POST alone', async ({ client }) => {
    for (const path of PATHS) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        expectJson(await client.request(method, path), 405, wrongMethod(method));
      }
      expect((await client.request('OPTIONS', path)).headers.allow).toBe('POST, OPTIONS');
    }
  });

  test('without the final slash as well', async ({ client }) => {
    for (const path of PATHS) expect((await client.post(path.slice(0, -1), {})).status).toBe(400);
  });
});

test('durations are numbers of seconds, or have a unit', () => {
  expect([90, '1 second', '90 seconds', '6 minutes', '1.5 hours', '2 days'].map(toSecondsOfAny)).toEqual([
    90, 1, 90, 360, 5400, 172_800,
  ]);
  expect(() => toSecondsOfAny('soon')).toThrow('"soon" is no duration such as \'6 minutes\'');
});

const toSecondsOfAny = (duration: unknown) => toSeconds(duration as Parameters<typeof toSeconds>[0]);
