import { createPublicKey, type JsonWebKey } from 'node:crypto';
import fc from 'fast-check';
import jsonwebtoken from 'jsonwebtoken';
import { expectThrottled } from '../api/answers';
import { later } from '../fixtures/account-time';
import { bearer, PASSWORD, sessionOf, type Tokens, uniqueEmail } from '../fixtures/accounts';
import { type Answer, Client, type Fields, findCookie, OTHER_ORIGIN } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { failedStart, startServer } from '../fixtures/server';
import { test as base, expect } from '../fixtures/test';
import { PROFILE_OF_ANN, PROFILE_SETTINGS, USER_FIELDS } from '../fixtures/user-fields';

const test = base.extend<{ client: Client }>({
  client: async ({ sharedServerWith }, use) => use(new Client((await sharedServerWith(PROFILE_SETTINGS)).baseUrl)),
});

type Me = { id: string; email: string } & Record<string, unknown>;

const REQUIRED = ['This field is required.'];

/** A new user, signed in as an API client. */
async function newUser(client: Client, fields: object = { name: 'Ann' }) {
  const account = { email: uniqueEmail(), password: PASSWORD };
  const registered = await client.post('/auth/register/', { ...account, ...fields });
  expect(registered.status).toBe(201);
  const tokens = (await client.post('/auth/token/', account)).json<Tokens>();
  return { ...account, ...tokens, registered: registered.json<Me>() };
}

const patch = (client: Client, value: unknown, headers: Record<string, string>): Promise<Answer> =>
  client.request('PATCH', '/auth/me/', {
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });

const me = async (client: Client, owner: Tokens) => (await client.get('/auth/me/', bearer(owner))).json<Me>();

test.describe('profile fields', () => {
  test('are keys of the body of a registration and of me, defaults and nulls included', async ({ client }) => {
    const user = await newUser(client);
    expect(user.registered).toEqual({
      id: expect.any(String),
      email: user.email,
      email_verified: false,
      created_at: expect.any(String),
      roles: [],
      ...PROFILE_OF_ANN,
    });
    expect(await me(client, user)).toEqual(user.registered);
  });

  test('are parsed as Django REST framework does', async ({ client }) => {
    const sent = { name: ' Ann ', plan: 'team', newsletter: 'on', seats: '5', born: '2000-02-29', country: 'NZ' };
    const { registered } = await newUser(client, sent);
    expect(registered).toMatchObject({ ...sent, name: 'Ann', newsletter: true, seats: 5 });
  });

  test('have their errors all at once, beside email and password', async ({ client }) => {
    const answer = await client.post('/auth/register/', {
      email: 'x',
      plan: 'gold',
      newsletter: 'maybe',
      seats: 10,
      born: '2001-02-29',
      country: 'nz',
    });
    expect([answer.status, answer.json()]).toEqual([
      400,
      {
        email: ['Enter a valid email address.'],
        password: REQUIRED,
        name: REQUIRED,
        plan: ['"gold" is not a valid choice.'],
        newsletter: ['Must be a valid boolean.'],
        seats: ['Ensure this value is less than or equal to 9.'],
        born: ['Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'],
        country: ['This value does not match the required pattern.'],
      },
    ]);
  });

  test('that only operators set, or that are not asked, are ignored at a registration', async ({ client }) => {
    const sent = { name: 'Ann', tier: 'gold', biography: 'A life.', roles: ['admin'], id: '1' };
    const { registered } = await newUser(client, sent);
    expect(registered).toMatchObject({ tier: 'basic', biography: null, roles: [] });
    expect(registered.id).not.toBe('1');
  });

  test('are changed by PATCH, only those that were sent', async ({ client }) => {
    const user = await newUser(client);
    const answer = await patch(client, { seats: 3, country: null, tier: 'gold', unknown: 1, email: 'x' }, bearer(user));
    expect([answer.status, answer.json()]).toEqual([200, { ...user.registered, seats: 3 }]);
    expect(await me(client, user)).toEqual(answer.json());
    const refused = await patch(client, { name: null, seats: 0 }, bearer(user));
    expect([refused.status, refused.json()]).toEqual([
      400,
      {
        name: ['This field may not be null.'],
        seats: ['Ensure this value is greater than or equal to 1.'],
      },
    ]);
    expect(await me(client, user)).toMatchObject({ seats: 3 });
  });

  test('are changed by concurrent requests without losing any', async ({ client }) => {
    const user = await newUser(client);
    const changes = [{ seats: 4 }, { country: 'NZ' }, { biography: 'A life.' }, { plan: 'team' }, { newsletter: true }];
    await Promise.all(changes.map((change) => patch(client, change, bearer(user))));
    expect(await me(client, user)).toEqual(Object.assign({}, user.registered, ...changes));
  });

  test('are changed sixty times an hour by one user, and what changes nothing does not count', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith({ ...PROFILE_SETTINGS, RATE_LIMITS: 'on' })).baseUrl);
    const user = await newUser(client);
    for (let times = 1; times <= 60; times += 1) {
      const newsletter = times % 2 === 1;
      for (const change of [{ newsletter }, { newsletter }]) {
        expect((await patch(client, change, bearer(user))).status).toBe(200);
      }
    }
    expectThrottled(await patch(client, { newsletter: true, seats: 3 }, bearer(user)), { least: 3000, most: 3600 });
    expect(await me(client, user)).toMatchObject({ newsletter: false, seats: null });
    expect((await patch(client, { newsletter: false }, bearer(user))).status).toBe(200);
    expect((await patch(client, { seats: 0 }, bearer(user))).status).toBe(400);
    expect((await patch(client, { seats: 3 }, bearer(await newUser(client)))).status).toBe(200);
    await later(client, user, '1 hour');
    const again = (await client.post('/auth/token/', { email: user.email, password: PASSWORD })).json<Tokens>();
    expect((await patch(client, { seats: 3 }, bearer(again))).status).toBe(200);
  });

  test('are changed more often with RATE_LIMITS=off', async ({ client }) => {
    const user = await newUser(client);
    for (let times = 1; times <= 61; times += 1) {
      expect((await patch(client, { newsletter: times % 2 === 1 }, bearer(user))).status).toBe(200);
    }
  });

  test('are changed by a session only, of a Bearer token or by a form of the same origin', async ({ client }) => {
    const anonymous = await patch(client, { seats: 3 }, {});
    expect([anonymous.status, anonymous.json()]).toEqual([
      401,
      { detail: 'Authentication credentials were not provided.' },
    ]);
    const user = await newUser(client);
    const signedIn = await client.enhancedForm('/auth/token/', { email: user.email, password: PASSWORD });
    const Cookie = sessionOf(client, signedIn);
    expect((await patch(client, { seats: 3 }, { Cookie })).status).toBe(401);
    const foreign = await client.form('/auth/me/', { seats: '3' }, { Cookie, Origin: OTHER_ORIGIN });
    expect([foreign.status, foreign.json()]).toMatchObject([403, { code: 'cross_origin' }]);
    expect(await me(client, user)).toMatchObject({ seats: null });
    const own = await client.enhancedForm('/auth/me/', { seats: '3' }, { Cookie });
    expect([own.status, own.json()]).toEqual([200, { ...user.registered, seats: 3 }]);
  });

  test('make PATCH and POST methods of me, also for pages of other origins', async ({ client }) => {
    const preflight = await client.request('OPTIONS', '/auth/me/', {
      headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'PATCH' },
    });
    const METHODS = 'GET, PATCH, POST, HEAD, OPTIONS';
    expect(preflight.headers).toMatchObject({ allow: METHODS, 'access-control-allow-methods': METHODS });
    const put = await client.request('PUT', '/auth/me/');
    expect([put.status, put.headers.allow, put.json()]).toEqual([
      405,
      METHODS,
      { detail: 'Method "PUT" not allowed.' },
    ]);
    const other = await client.request('PATCH', '/auth/token/');
    expect([other.status, other.headers.allow]).toEqual([405, 'POST, OPTIONS']);
  });

  test('are no methods and no keys without the settings', async ({ server }) => {
    const client = new Client(server.baseUrl);
    const { registered } = await newUser(client, { name: 'Ann' });
    expect(Object.keys(registered)).toEqual(['id', 'email', 'email_verified', 'created_at']);
    for (const method of ['PATCH', 'POST']) {
      const answer = await client.request(method, '/auth/me/');
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
    }
  });

  test('are in the export, and their changes in the audit trail by name alone', async ({ client }) => {
    const user = await newUser(client);
    await patch(client, { name: 'Beatrix', country: 'NZ' }, bearer(user));
    await patch(client, { name: 'Beatrix' }, bearer(user)); // changes nothing
    const exported = await client.get('/auth/me/export/', bearer(user));
    const { account, events } = exported.json<{ account: object; events: { event: string; detail: string }[] }>();
    expect(account).toMatchObject({ ...PROFILE_OF_ANN, name: 'Beatrix', country: 'NZ', roles: [] });
    const changes = events.filter(({ event }) => event === 'user_updated');
    expect(changes).toMatchObject([{ detail: 'profile-changed name,country', actor: 'client' }]);
    expect(JSON.stringify(events)).not.toContain('Beatrix');
  });
});

test.describe('a form of profile fields', () => {
  /** A browser that has registered. */
  async function browser(client: Client) {
    const fields = { email: uniqueEmail(), password: PASSWORD, name: 'Ann', plan: 'team', newsletter: 'true' };
    const answer = await client.form('/auth/register/', fields);
    expect([answer.status, answer.headers.location]).toEqual([303, '/account/']);
    return { Cookie: sessionOf(client, answer) };
  }

  test('registers, and an empty control of an optional field gives none', async ({ client }) => {
    const fields: Fields = [
      ...[
        ['email', uniqueEmail()],
        ['password', PASSWORD],
        ['name', 'Ann'],
        ['seats', ''],
        ['born', ''],
      ],
      ...[
        ['country', ''],
        ['plan', ''],
        ['newsletter', 'false'],
        ['newsletter', 'true'],
      ],
    ] as [string, string][];
    const Cookie = sessionOf(client, await client.form('/auth/register/', fields));
    const account = (await client.get('/auth/me/', { Cookie })).json<Me>();
    expect(account).toMatchObject({
      name: 'Ann',
      seats: null,
      born: null,
      country: null,
      plan: null,
      newsletter: true,
    });
  });

  test('goes back to its page with the errors and what was typed, never the password', async ({ client }) => {
    const fields = { email: uniqueEmail(), password: 'short', name: 'Ann <b>', seats: '12', plan: 'team' };
    const answer = await client.form('/auth/register/', fields);
    expect([answer.status, answer.headers.location]).toEqual([303, '/register/']);
    const flash = findCookie(answer, client.flashCookie)?.value ?? '';
    const { text } = await client.get('/register/', { Cookie: `${client.flashCookie}=${flash}` });
    expect(text).toContain('Ensure this value is less than or equal to 9.');
    expect(text).toContain('value="Ann &lt;b&gt;"');
    expect(text).toContain('value="12"');
    expect(text).not.toContain('short"');
  });

  test('keeps its cookie small, whatever was typed', async ({ client }) => {
    const headers = await browser(client);
    const biography = Array.from({ length: 1600 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
    );
    const fields = { name: 'Ann', seats: '12', biography: biography.join('') };
    const answer = await client.form('/auth/me/', fields, headers);
    expect([answer.status, answer.headers.location]).toEqual([303, '/account/']);
    const flash = findCookie(answer, client.flashCookie)?.value ?? '';
    expect(flash.length).toBeLessThanOrEqual(2560);
    const { text } = await client.get('/account/', { Cookie: `${headers.Cookie}; ${client.flashCookie}=${flash}` });
    expect(text).toContain('Ensure this field has no more than 1500 characters.');
    expect(text).toContain('This was too long to keep. Please enter it again.');
    expect(text).toContain('value="12"');
  });

  test('changes fields, and tells its page; its script is given the result', async ({ client }) => {
    const headers = await browser(client);
    const answer = await client.form('/auth/me/', { name: 'Bea', newsletter: 'false' }, headers);
    expect([answer.status, answer.headers.location]).toEqual([303, '/account/']);
    expect((await client.get('/auth/me/', headers)).json()).toMatchObject({
      name: 'Bea',
      newsletter: false,
      plan: 'team',
    });
    const success = await client.pageForm('/auth/me/', { seats: '2' }, headers);
    expect([success.status, success.json()]).toEqual([
      200,
      { kind: 'success', form: 'profile', notice: 'profile-changed' },
    ]);
    const error = await client.pageForm('/auth/me/', { name: ' ', seats: '12' }, headers);
    expect([error.status, error.json()]).toEqual([
      400,
      {
        kind: 'error',
        form: 'profile',
        code: 'invalid_fields',
        body: {
          name: ['This field may not be blank.'],
          seats: ['Ensure this value is less than or equal to 9.'],
        },
      },
    ]);
  });
});

test.describe('any value of a profile field', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.constantFrom('\0', 'a\ud800', '😀'.repeat(80), '__proto__', 'x'.repeat(8192), '2024-02-29', '5', 'true', ''),
  );
  const value = fc.oneof(text, fc.jsonValue(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
  const body = fc.dictionary(fc.constantFrom(...Object.keys(USER_FIELDS), '__proto__', 'constructor', 'roles'), value);

  test('is kept as it is told, or refused beside its field', async ({ client }) => {
    const user = await newUser(client);
    await fc.assert(
      fc.asyncProperty(body, async (change) => {
        const answer = await patch(client, change, bearer(user));
        if (JSON.stringify(change).length > 16_000) return;
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 400) {
          const names = Object.keys(answer.json<object>());
          return expect(names.filter((name) => !Object.hasOwn(change, name))).toEqual([]);
        }
        expect(await me(client, user)).toEqual(answer.json());
      }),
      { numRuns: 150 },
    );
  });
});

test.describe('claims of access tokens', () => {
  /** As an application verifies them, with another library. */
  async function verified(client: Client, token: string): Promise<jsonwebtoken.JwtPayload> {
    const { keys } = (await client.get('/.well-known/jwks.json')).json<{ keys: (JsonWebKey & { kid: string })[] }>();
    const { header } = jsonwebtoken.decode(token, { complete: true }) ?? {};
    const jwk = keys.find(({ kid }) => kid === header?.kid);
    if (!jwk) throw new Error('the key is published');
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const { appUrl } = client;
    return jsonwebtoken.verify(token, key, {
      algorithms: ['ES256'],
      issuer: appUrl,
      audience: appUrl,
    }) as jsonwebtoken.JwtPayload;
  }

  test('are those of ACCESS_CLAIMS, beside those that every token has', async ({ client }) => {
    const user = await newUser(client, { name: 'Ann', tier: 'gold' });
    const claims = await verified(client, user.access);
    expect(claims).toMatchObject({ sub: user.registered.id, token_type: 'access', email: user.email });
    expect(claims).toMatchObject({ email_verified: false, roles: [], tier: 'basic' });
    expect(claims).not.toHaveProperty('name');
    expect(jsonwebtoken.decode(user.refresh)).not.toHaveProperty('email');
  });

  test('are in the token that a browser’s page is given', async ({ client }) => {
    const { email } = await newUser(client);
    const Cookie = sessionOf(client, await client.enhancedForm('/auth/token/', { email, password: PASSWORD }));
    const answer = await client.request('POST', '/auth/token/refresh/', {
      headers: { ...client.sameOrigin(), Cookie },
    });
    expect(await verified(client, answer.json<Tokens>().access)).toMatchObject({ email, tier: 'basic' });
  });

  test('are in the tokens after a change of the password', async ({ client }) => {
    const user = await newUser(client);
    const change = { current_password: PASSWORD, password: 'a lamp behind the quince' };
    const answer = await client.post('/auth/change-password/', change, bearer(user));
    expect(await verified(client, answer.json<Tokens>().access)).toMatchObject({ email: user.email, tier: 'basic' });
  });
});

test.describe('definitions', { tag: '@any-database' }, () => {
  test('may change: added fields are null, removed ones kept, values that no longer fit null', {
    tag: '@slow',
  }, async ({ database }) => {
    const location = await freshDatabase(database);
    const server = await startServer({ ...location, ...PROFILE_SETTINGS });
    const user = await newUser(new Client(server.baseUrl), { name: 'Ann Example', country: 'NZ', plan: 'team' });
    const { name, plan } = USER_FIELDS;
    const fields = {
      city: { type: 'text', required: true, default: 'Oslo' },
      name: { ...name, maxLength: 5 },
      plan: { ...plan, choices: { free: 'Free' } },
    };
    const changed = await server.restart({ USER_FIELDS: JSON.stringify(fields), ROLES: '', ACCESS_CLAIMS: '' });
    const client = new Client(changed.baseUrl);
    const account = await me(client, user);
    expect(account).toMatchObject({ city: null, name: null, plan: null });
    expect(Object.keys(account)).toEqual(['id', 'email', 'email_verified', 'created_at', 'city', 'name', 'plan']);
    const exported = (await client.get('/auth/me/export/', bearer(user))).json<{ account: object }>();
    expect(exported.account).toMatchObject({ former_fields: { country: 'NZ', tier: 'basic' } });
    expect((await client.post('/auth/token/', { email: user.email, password: PASSWORD })).status).toBe(200);
    expect((await patch(client, { plan: 'free' }, bearer(user))).status).toBe(200);
    const again = await changed.restart(PROFILE_SETTINGS);
    const back = await me(new Client(again.baseUrl), user);
    expect(back).toMatchObject({ name: 'Ann Example', country: 'NZ', plan: 'free', roles: [] });
    await again.stop();
  });

  for (const [settings, line] of [
    [{ USER_FIELDS: '{"sub":{"type":"text"}}' }, /USER_FIELDS has a field "sub", a name that Postern uses/],
    [{ ACCESS_CLAIMS: 'name' }, /ACCESS_CLAIMS names "name"/],
  ] as const) {
    test(`that cannot be used stop the start with one line: ${JSON.stringify(settings)}`, async ({ database }) => {
      const { code, output } = await failedStart({ ...(await freshDatabase(database)), ...settings });
      expect([code, output.trim().split('\n')]).toEqual([1, [expect.stringMatching(line)]]);
    });
  }
});
