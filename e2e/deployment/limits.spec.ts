import { FORGERIES, type PublicKey } from '../api/jwt';
import {
  type Account,
  ANOTHER_PASSWORD,
  bearer,
  browserSession,
  PASSWORD,
  registered,
  resetToken,
  sessionOf,
  signedIn,
  tokenTo,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
} from '../fixtures/accounts';
import { type Answer, Client, findCookie, type HeaderFields } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

const NO_SUCH_PAIR = { detail: 'No active account found with the given credentials' };
const WRONG = 'not the password at all';

/** What makes an address known: the program that signs in there names itself. */
const APP = { 'User-Agent': 'app/1' };

const signIn = (client: Client, email: string, password = WRONG, headers: HeaderFields = {}) =>
  client.post('/auth/token/', { email, password }, headers);

/** A refusal with its whole wait, said the same way twice. */
function expectThrottled(answer: Answer, { least, most }: { least: number; most: number }): void {
  const seconds = Number(answer.headers['retry-after']);
  const words = `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`;
  expect([answer.status, answer.json()]).toEqual([429, { detail: words }]);
  expect(seconds).toBeGreaterThanOrEqual(least);
  expect(seconds).toBeLessThanOrEqual(most);
}

async function fail(client: () => Client, email: string, times: number): Promise<void> {
  for (let tries = 0; tries < times; tries += 1) {
    const answer = await signIn(client(), email);
    expect([answer.status, answer.json()]).toEqual([401, NO_SUCH_PAIR]);
  }
}

test.describe('rate limits', () => {
  test('after ten failures an account waits 30 s, whatever the address, the right password too', async ({ server }) => {
    const stranger = () => new Client(server.baseUrl);
    const { email } = await registered(stranger());
    await fail(stranger, email, 10);
    expectThrottled(await signIn(stranger(), email), { least: 25, most: 30 });
    expectThrottled(await signIn(stranger(), email, PASSWORD), { least: 25, most: 30 });
  });

  test('an email without an account is throttled as well', { tag: '@any-database' }, async ({ server }) => {
    const stranger = () => new Client(server.baseUrl);
    const email = uniqueEmail();
    await fail(stranger, email, 10);
    expectThrottled(await signIn(stranger(), ` ${email.toUpperCase()} `), { least: 25, most: 30 });
  });

  test('of fifty wrong passwords at once no more than ten are looked at', async ({ server }) => {
    const stranger = () => new Client(server.baseUrl);
    const { email } = await registered(stranger());
    const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(stranger(), email)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBe(10);
    // The rest were told to wait, or that too many are waiting for a hash.
    expect(statuses.filter((status) => status === 429 || status === 503).length).toBe(40);
  });

  test('a success forgets the failures before it', { tag: '@any-database' }, async ({ server }) => {
    const client = () => new Client(server.baseUrl);
    const { email } = await registered(client());
    await fail(client, email, 9);
    expect((await signIn(client(), email, PASSWORD)).status).toBe(200);
    await fail(client, email, 9);
    expect((await signIn(client(), email, PASSWORD)).status).toBe(200);
  });

  test('while unknown clients guess, the owner signs in from a known address', { tag: '@any-database' }, async ({
    server,
  }) => {
    const home = new Client(server.baseUrl);
    const { email } = await registered(home);
    expect((await signIn(home, email, PASSWORD, APP)).status).toBe(200);
    await fail(() => new Client(server.baseUrl), email, 10);
    expect((await signIn(new Client(server.baseUrl), email, PASSWORD, APP)).status).toBe(429);
    // An office shares its address: what is known is the address together with the program.
    expect((await signIn(home, email, PASSWORD, { 'User-Agent': 'app/2' })).status).toBe(429);
    expect((await signIn(home, email, PASSWORD)).status).toBe(429);
    expect((await signIn(home, email, PASSWORD, APP)).status).toBe(200);
    for (let tries = 0; tries < 10; tries += 1) expect((await signIn(home, email, WRONG, APP)).status).toBe(401);
    expectThrottled(await signIn(home, email, PASSWORD, APP), { least: 25, most: 30 });
  });

  test('registering makes an address known, for a program that names itself', { tag: '@any-database' }, async ({
    server,
  }) => {
    const home = new Client(server.baseUrl);
    for (const [headers, status] of [
      [APP, 200],
      [{}, 429],
    ] as const) {
      const email = uniqueEmail();
      expect((await home.post('/auth/register/', { email, password: PASSWORD }, headers)).status).toBe(201);
      await fail(() => new Client(server.baseUrl), email, 10);
      expect((await signIn(home, email, PASSWORD, headers)).status).toBe(status);
    }
  });

  test('the wait at a known address lasts an hour after a hundred failures too, never for good', {
    tag: ['@any-database', '@slow'],
  }, async ({ database }) => {
    const settings = await freshDatabase(database);
    const server = await startServer(settings);
    const home = new Client(server.baseUrl);
    const { email } = await registered(home);
    await signIn(home, email, PASSWORD, APP);
    for (let tries = 0; tries < 10; tries += 1) await signIn(home, email, WRONG, APP);
    await server.stop();
    await stored(
      settings,
      'UPDATE rate_limit_counters SET count = 99, blocked_until = NULL WHERE blocked_until IS NOT NULL',
    );
    const restarted = await server.restart();
    expect((await signIn(home, email, WRONG, APP)).status).toBe(401);
    expectThrottled(await signIn(home, email, PASSWORD, APP), { least: 3590, most: 3600 });
    await restarted.stop();
    await stored(settings, 'UPDATE rate_limit_counters SET blocked_until = now() WHERE blocked_until IS NOT NULL');
    const anHourLater = await restarted.restart();
    expect((await signIn(home, email, PASSWORD, APP)).status).toBe(200);
    await anHourLater.stop();
  });

  test('while unknown clients guess, the owner signs in with a known browser, from any address', {
    tag: '@any-database',
  }, async ({ server }) => {
    const browser = new Client(server.baseUrl);
    const account = await registered(browser);
    const Cookie = deviceOf(browser, await browser.enhancedForm('/auth/token/', account));
    const elsewhere = () => new Client(server.baseUrl);
    await fail(elsewhere, account.email, 10);
    const { email } = account;
    expect((await elsewhere().enhancedForm('/auth/token/', { email, password: WRONG }, { Cookie })).status).toBe(401);
    expect((await elsewhere().enhancedForm('/auth/token/', account, { Cookie })).status).toBe(200);
    // It is known to its own account alone, and not when it was changed.
    const other = await registered(elsewhere());
    await fail(elsewhere, other.email, 10);
    expect((await elsewhere().enhancedForm('/auth/token/', other, { Cookie })).status).toBe(429);
    const changed = Cookie.slice(0, 60) + (Cookie[60] === 'A' ? 'B' : 'A') + Cookie.slice(61);
    expect((await elsewhere().enhancedForm('/auth/token/', account, { Cookie: changed })).status).toBe(429);
  });

  test('the device cookie lasts a year, says nothing that can be read, and survives signing out', {
    tag: '@any-database',
  }, async ({ server }) => {
    const browser = new Client(server.baseUrl);
    const account = await registered(browser);
    const answer = await browser.enhancedForm('/auth/token/', account);
    const cookie = findCookie(answer, 'postern_device');
    expect(cookie?.attributes).toMatchObject({ 'max-age': '31536000', path: '/', httponly: '', samesite: 'Lax' });
    expect(Buffer.from(cookie?.value ?? '', 'base64url').toString('latin1')).not.toContain(account.id);
    const Cookie = deviceOf(browser, answer);
    expect(findCookie(await browser.form('/auth/logout/', {}, { Cookie }), 'postern_device')).toBeNull();
  });

  test('an API client is given no device cookie', { tag: '@any-database' }, async ({ server }) => {
    const client = new Client(server.baseUrl);
    const { email, password } = await registered(client);
    expect((await client.post('/auth/token/', { email, password })).setCookies).toEqual([]);
  });

  test('a reset by the mailed link ends the wait', async ({ server }) => {
    const stranger = () => new Client(server.baseUrl);
    const { email } = await registered(stranger());
    const token = await resetToken(stranger(), email);
    await fail(stranger, email, 10);
    await stranger().post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
    expect((await signIn(stranger(), email, ANOTHER_PASSWORD)).status).toBe(200);
  });

  test('a reset by the mailed link lets the owner sign in while unknown clients guess, and makes older cookies unknown', {
    tag: '@any-database',
  }, async ({ server }) => {
    const stranger = () => new Client(server.baseUrl);
    const thief = stranger();
    const account = await registered(thief);
    const { email } = account;
    const Cookie = deviceOf(thief, await thief.enhancedForm('/auth/token/', account));
    const owner = stranger();
    const token = await resetToken(owner, email);
    await fail(stranger, email, 10);
    await owner.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD }, APP);
    await fail(stranger, email, 10);
    expect((await signIn(owner, email, ANOTHER_PASSWORD, APP)).status).toBe(200);
    // What was known under the old password has no tries of its own any more.
    expect((await thief.enhancedForm('/auth/token/', { email, password: WRONG }, { Cookie })).status).toBe(429);
  });

  test('after a hundred failures unknown clients are rejected until the owner signs in', {
    tag: ['@any-database', '@slow'],
  }, async ({ database }) => {
    const settings = await freshDatabase(database);
    const server = await startServer(settings);
    const home = new Client(server.baseUrl);
    const { email } = await registered(home);
    await signIn(home, email, PASSWORD, APP);
    await fail(() => new Client(server.baseUrl), email, 10);
    await server.stop();
    await stored(
      settings,
      `UPDATE rate_limit_counters SET count = 100, blocked_until = now() + interval '30 days' WHERE blocked_until IS NOT NULL`,
    );
    const restarted = await server.restart();
    const stranger = () => new Client(restarted.baseUrl);
    expectThrottled(await signIn(stranger(), email, PASSWORD), { least: 2_591_000, most: 2_592_000 });
    expect((await signIn(home, email, PASSWORD, APP)).status).toBe(200);
    expect((await signIn(stranger(), email, PASSWORD)).status).toBe(200);
    await restarted.stop();
  });

  test('an address fails to sign in 300 times an hour, then it waits, for every account, but for known browsers', {
    tag: ['@any-database', '@slow'],
  }, async ({ server }) => {
    const client = new Client(server.baseUrl);
    const owner = await registered(new Client(server.baseUrl));
    const begun = await new Client(server.baseUrl).enhancedForm('/auth/token/', owner);
    const Cookie = deviceOf(client, begun);
    const session = sessionOf(client, begun);
    const guess = async () => (await signIn(client, 'nobody at all')).status;
    let failed = 0;
    while (failed < 300) {
      const statuses = await Promise.all(Array.from({ length: Math.min(10, 300 - failed) }, guess));
      failed += statuses.filter((status) => status === 401).length;
      expect(statuses).not.toContain(429);
    }
    expectThrottled(await signIn(client, uniqueEmail()), { least: 3000, most: 3600 });
    const tooLarge = await client.json('/auth/token/', `"${'x'.repeat(20_000)}"`);
    expect(tooLarge.status, 'the address is refused before the body is read').toBe(429);
    const { email } = await registered(new Client(server.baseUrl));
    expect((await signIn(client, email, PASSWORD)).status).toBe(429);
    expect((await signIn(new Client(server.baseUrl), email, PASSWORD)).status).toBe(200);

    const inBrowser = (fields: { email: string; password: string }, headers: HeaderFields = { Cookie }) =>
      client.enhancedForm('/auth/token/', fields, headers);
    expect((await inBrowser(owner)).status).toBe(200);
    expect((await inBrowser(owner, {})).status, 'a browser that is not known').toBe(429);
    expect((await inBrowser({ email, password: PASSWORD })).status, 'known to another account').toBe(429);
    expect((await signIn(client, owner.email, PASSWORD, { Cookie })).status, 'an API client has no cookies').toBe(429);
    // Which account it is about is told by the body, so that comes first for a browser that is known to any.
    expect((await client.enhancedForm('/auth/token/', { email: 'x'.repeat(20_000) }, { Cookie })).status).toBe(413);
    expect((await client.enhancedForm('/auth/token/', { email: owner.email }, { Cookie })).status).toBe(400);
    expect((await client.enhancedForm('/auth/token/', { email: owner.email })).status).toBe(429);
    // A password that is asked for again is under the same limit, and so is its exception.
    const change = { current_password: WRONG, password: ANOTHER_PASSWORD };
    const changing = (cookies: string) => client.enhancedForm('/auth/change-password/', change, { Cookie: cookies });
    expect((await changing(session)).status).toBe(429);
    expect((await changing(`${session}; ${Cookie}`)).json()).toEqual({
      current_password: ['The password is not right.'],
    });
    // Its failures count for itself alone, together with the one above, and begin a wait as everywhere.
    for (let tries = 1; tries < 10; tries += 1)
      expect((await inBrowser({ ...owner, password: WRONG })).status).toBe(401);
    expectThrottled(await inBrowser(owner), { least: 25, most: 30 });
    const other = await new Client(server.baseUrl).enhancedForm('/auth/token/', owner);
    expect((await inBrowser(owner, { Cookie: deviceOf(client, other) })).status).toBe(200);
  });

  test('an address that failed to sign in 300 times redeems no link by a password, but by a session', {
    tag: '@any-database',
  }, async ({ serverWith }) => {
    const server = await serverWith();
    const owner = await signedIn(new Client(server.baseUrl));
    const [token, other] = [
      await tokenTo(new Client(server.baseUrl), owner.email, 'verify-email'),
      new Client(server.baseUrl),
    ];
    const path = `/auth/verify-email/${token}/`;
    // A wrong password at a link is the first of the 300.
    expect((await other.post(path, { password: 'not the password' })).status).toBe(400);
    const guess = async () => (await signIn(other, 'nobody at all')).status;
    expect([await guess(), await guess(), await guess()]).toEqual([401, 401, 401]);
    const counted = 'UPDATE rate_limit_counters SET count = 299 WHERE count = 4 RETURNING count';
    expect(await stored(server.settings, counted)).toHaveLength(1);
    expect([await guess(), await guess()]).toEqual([401, 429]);
    expectThrottled(await other.post(path, { password: PASSWORD }), { least: 3000, most: 3600 });
    expect((await other.post(path, {})).json()).toEqual({ password: ['This field is required.'] });
    expect((await other.post(path, {}, bearer(owner))).status).toBe(200);
  });

  test('an address registers 60 times an hour, and a form is told so on its page', { tag: '@any-database' }, async ({
    server,
  }) => {
    const client = new Client(server.baseUrl);
    const taken = await registered(client);
    for (let tries = 1; tries < 60; tries += 1) {
      expect((await client.post('/auth/register/', { email: taken.email, password: PASSWORD })).status).toBe(400);
    }
    expectThrottled(await client.post('/auth/register/', { email: uniqueEmail(), password: PASSWORD }), {
      least: 3500,
      most: 3600,
    });
    const answer = await client.form('/auth/register/', { email: uniqueEmail(), password: PASSWORD });
    expect([answer.status, answer.headers.location]).toEqual([303, '/register/']);
    const Cookie = `${client.flashCookie}=${findCookie(answer, client.flashCookie)?.value}`;
    expect((await client.get('/register/', { Cookie })).text).toMatch(
      /Request was throttled\. Expected available in \d+/,
    );
  });

  test('an address asks for 30 resets of unknown emails an hour, and for 60 in all', { tag: '@any-database' }, async ({
    server,
  }) => {
    const client = new Client(server.baseUrl);
    const ask = (email: string) => client.post('/auth/reset-password/', { email });
    const { email } = await registered(new Client(server.baseUrl));
    for (let tries = 0; tries < 30; tries += 1) expect((await ask(uniqueEmail())).status).toBe(404);
    expectThrottled(await ask(uniqueEmail()), { least: 3500, most: 3600 });
    for (let tries = 31; tries < 60; tries += 1) expect((await ask(email)).status).toBe(200);
    expectThrottled(await ask(email), { least: 3500, most: 3600 });
  });

  test('an address posts 60 dead links an hour; a good one counts for nothing', { tag: '@any-database' }, async ({
    server,
  }) => {
    const client = new Client(server.baseUrl);
    const post = (token: string, part = 'reset-password') =>
      client.post(`/auth/${part}/${token}/`, { password: ANOTHER_PASSWORD });
    const owner: Account = await registered(new Client(server.baseUrl));
    const token = await resetToken(new Client(server.baseUrl), owner.email);
    expect((await post(token)).status).toBe(200);
    for (let tries = 0; tries < 60; tries += 1) {
      expect((await post(UNKNOWN_RESET_TOKEN, tries % 2 === 0 ? 'reset-password' : 'invitation')).status).toBe(400);
    }
    expectThrottled(await post(UNKNOWN_RESET_TOKEN), { least: 3500, most: 3600 });
    expectThrottled(await post(UNKNOWN_RESET_TOKEN, 'invitation'), { least: 3500, most: 3600 });
  });

  test('a thousand addresses that a client makes up in headers gain it nothing', {
    tag: ['@any-database', '@slow'],
  }, async ({ server }) => {
    const client = new Client(server.baseUrl);
    const statuses = new Map<number, number>();
    for (let tries = 0; tries < 1000; tries += 1) {
      const made = `10.${tries % 7}.${Math.floor(tries / 250)}.${1 + (tries % 250)}`;
      const headers = { 'X-Forwarded-For': made, 'X-Real-IP': made, Forwarded: `for=${made}`, 'X-Client-IP': made };
      const { status } = await client.post(
        `/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`,
        { password: PASSWORD },
        headers,
      );
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 400: 60, 429: 940 });
  });

  test('another spelling of a path does not evade a limit', { tag: '@any-database' }, async ({ server }) => {
    const client = new Client(server.baseUrl);
    const post = (path: string) => client.post(path, { password: PASSWORD });
    for (let tries = 0; tries < 30; tries += 1) {
      expect((await post(`/auth/reset-password/${UNKNOWN_RESET_TOKEN}`)).status).toBe(400);
      expect((await post('/auth/reset-password/%ff/')).status).toBe(400);
    }
    for (const path of [
      `/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`,
      `/auth/reset-password/${UNKNOWN_RESET_TOKEN}/?x=1`,
      '/auth/reset-password/another-token-altogether/',
      '/auth/reset-password/%00/',
      `http://elsewhere.example/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`,
    ]) {
      expect((await post(path)).status, path).toBe(429);
    }
  });

  /** Every place where a token is judged. */
  const TOKEN_PLACES = {
    me: (client, access) => client.get('/auth/me/', bearer({ access })),
    sessions: (client, access) => client.get('/auth/sessions/', bearer({ access })),
    'end-others': (client, access) => client.post('/auth/sessions/end-others/', {}, bearer({ access })),
    export: (client, access) => client.get('/auth/me/export/', bearer({ access })),
    delete: (client, access) => client.post('/auth/me/delete/', { password: PASSWORD }, bearer({ access })),
    'change-email': (client, access) =>
      client.post('/auth/change-email/', { password: PASSWORD, email: uniqueEmail() }, bearer({ access })),
    'change-password': (client, access) =>
      client.post(
        '/auth/change-password/',
        { current_password: PASSWORD, password: ANOTHER_PASSWORD },
        bearer({ access }),
      ),
    refresh: (client, refresh) => client.post('/auth/token/refresh/', { refresh }),
    blacklist: (client, refresh) => client.post('/auth/token/blacklist/', { refresh }),
    verify: (client, token) => client.post('/auth/token/verify/', { token }),
  } satisfies Record<string, (client: Client, token: string) => Promise<Answer>>;

  test.describe('rejected tokens', { tag: '@any-database' }, () => {
    test('are limited to 600 forged ones an hour for each address, and no session cookie is held up', {
      tag: '@slow',
    }, async ({ server }) => {
      const office = new Client(server.baseUrl);
      const owner = await signedIn(new Client(server.baseUrl));
      const Cookie = await browserSession(new Client(server.baseUrl), owner);
      for (let sent = 0; sent < 600; sent += 50) {
        const answers = await Promise.all(
          Array.from({ length: 50 }, () => TOKEN_PLACES.verify(office, `${owner.refresh}x`)),
        );
        expect(answers.map((answer) => answer.status)).toEqual(Array(50).fill(401));
      }
      expectThrottled(await office.post('/auth/token/verify/', { token: 'x' }), { least: 3500, most: 3600 });
      for (const [place, send] of Object.entries(TOKEN_PLACES)) {
        const answer = await send(office, place === 'refresh' || place === 'blacklist' ? owner.refresh : owner.access);
        expect(answer.status, `a good token at ${place}`).toBe(429);
      }
      // The order of the errors: 429 for the address before 413 and 400.
      const tooLarge = `"${'x'.repeat(20_000)}"`;
      for (const body of [tooLarge, '{']) {
        expect((await office.json('/auth/token/verify/', body)).status).toBe(429);
        expect((await office.json('/auth/me/delete/', body, bearer(owner))).status).toBe(429);
      }
      for (const path of ['/auth/me/', '/auth/sessions/', '/auth/me/export/']) {
        expect((await office.get(path, { Cookie })).status, path).toBe(200);
      }
      const byCookie = await office.request('POST', '/auth/token/refresh/', {
        headers: { ...office.sameOrigin(), Cookie },
      });
      expect(byCookie.status).toBe(200);
      expect((await office.enhancedForm('/auth/sessions/end-others/', {}, { Cookie })).status).toBe(200);
      expect((await office.post('/auth/token/', { email: owner.email, password: PASSWORD })).status).toBe(200);
    });

    test('are counted at every place that judges a token, in whichever way they are forged', async ({ database }) => {
      const settings = await freshDatabase(database);
      const server = await startServer(settings);
      const { access, refresh } = await signedIn(new Client(server.baseUrl));
      const { keys } = (await new Client(server.baseUrl).get('/.well-known/jwks.json')).json<{ keys: PublicKey[] }>();
      const [key] = keys;
      const office = new Client(server.baseUrl);
      for (const [place, send] of Object.entries(TOKEN_PLACES)) {
        expect((await send(office, `${access}x`)).status, place).toBe(401);
      }
      for (const [name, forge] of Object.entries(FORGERIES)) {
        if (key)
          expect((await office.post('/auth/token/verify/', { token: forge(refresh, key) })).status, name).toBe(401);
      }
      await server.stop();
      const places = Object.keys(TOKEN_PLACES).length + Object.keys(FORGERIES).length;
      expect(
        (await stored<{ most: number }>(settings, 'SELECT max(count) AS most FROM rate_limit_counters'))[0]?.most,
      ).toBe(places);
    });

    test('that are genuine count for nothing: ended, expired, of the wrong type, of another audience', {
      tag: '@slow',
    }, async ({ database }) => {
      const settings = {
        ...(await freshDatabase(database)),
        ACCESS_TOKEN_SECONDS: '1',
        JWT_AUDIENCE: 'https://one.example',
      };
      const server = await startServer(settings);
      const before = await signedIn(new Client(server.baseUrl));
      const restarted = await server.restart({ JWT_AUDIENCE: 'https://two.example' });
      const office = new Client(restarted.baseUrl);
      const { me, verify, refresh } = TOKEN_PLACES;
      const ended = await signedIn(new Client(restarted.baseUrl));
      const send = async () => [
        await me(office, before.access),
        await verify(office, before.access),
        await me(office, ended.access),
        await me(office, ended.refresh),
        await verify(office, ended.refresh),
        await refresh(office, ended.refresh),
        await refresh(office, ended.access),
      ];
      await new Client(restarted.baseUrl).post('/auth/token/blacklist/', { refresh: ended.refresh });
      expect((await send()).map((answer) => answer.status)).toEqual(Array(7).fill(401));
      await expect
        .poll(async () => (await office.post('/auth/token/verify/', { token: ended.access })).text)
        .toContain('Token is expired');
      expect((await send()).map((answer) => answer.status)).toEqual(Array(7).fill(401));
      await restarted.stop();
      // Nothing counts but the two registrations and the two sign-ins.
      const counts = await stored(settings, 'SELECT count FROM rate_limit_counters WHERE count > 0');
      expect(counts).toEqual(Array(4).fill({ count: 1 }));
    });
  });

  test('RATE_LIMITS=off lifts them all', { tag: '@any-database' }, async ({ sharedServerWith }) => {
    const server = await sharedServerWith({ RATE_LIMITS: 'off' });
    const client = new Client(server.baseUrl);
    await fail(() => client, uniqueEmail(), 15);
    for (let tries = 0; tries < 70; tries += 1) {
      expect((await client.post(`/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`, { password: PASSWORD })).status).toBe(
        400,
      );
    }
  });

  test('limits survive a restart', async ({ serverWith }) => {
    const server = await serverWith();
    const email = uniqueEmail();
    await fail(() => new Client(server.baseUrl), email, 10);
    const restarted = await server.restart();
    expect((await signIn(new Client(restarted.baseUrl), email)).status).toBe(429);
    await restarted.stop();
  });

  function deviceOf(client: Client, answer: Answer): string {
    expect(answer.status).toBe(200);
    return `${client.sessionCookie.replace('session', 'device')}=${findCookie(answer, 'postern_device')?.value}`;
  }

  test('an unknown email costs a hash like any other', { tag: '@any-database' }, async ({ serverWith }) => {
    const client = new Client((await serverWith({ BCRYPT_COST: '12' })).baseUrl);
    const start = performance.now();
    const answer = await signIn(client, uniqueEmail());
    expect([answer.status, answer.json()]).toEqual([401, NO_SUCH_PAIR]);
    expect(performance.now() - start).toBeGreaterThan(60);
  });
});
