import { type Account, bearer, browserSession, registered, signedIn } from '../fixtures/accounts';
import { type Client, findCookie, type HeaderFields, isExpired } from '../fixtures/client';
import {
  expectJson,
  expectJsonWithoutCookies,
  expectSeeOther,
  INSTANT,
  NO_CREDENTIALS,
  NOT_FOUND,
  OTHERS_ENDED,
  refusedAccess,
  refusedToken,
  SESSION_ENDED,
  UUID_V7,
} from './answers';
import { expect, test } from './api-test';
import { claimsOf, JWT } from './jwt';

type Session = {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string | null;
  agent: string | null;
  current: boolean;
};

const PATH = '/auth/sessions/';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const BLACKLISTED = refusedToken('Token is blacklisted');

const list = async (client: Client, headers: HeaderFields) => (await client.get(PATH, headers)).json<Session[]>();
const end = (client: Client, id: string, headers: HeaderFields) => client.post(`${PATH}${id}/end/`, {}, headers);
const idOf = ({ access }: { access: string }) => claimsOf(access).sid;
const me = async (client: Client, headers: HeaderFields) => (await client.get('/auth/me/', headers)).status;

async function currentId(client: Client, Cookie: string): Promise<string> {
  return (await list(client, { Cookie })).find(({ current }) => current)?.id ?? '';
}

async function inFirefox(client: Client, { email, password }: Account): Promise<void> {
  await client.enhancedForm('/auth/token/', { email, password }, { 'User-Agent': FIREFOX });
}

test.describe('the list of sessions', () => {
  test('has each with its parts, and knows the one that asks', async ({ client }) => {
    const owner = await signedIn(client);
    const answer = await client.get(PATH, bearer(owner));
    expectJsonWithoutCookies(answer, 200, [
      {
        id: idOf(owner),
        created_at: expect.stringMatching(INSTANT),
        last_seen_at: expect.stringMatching(INSTANT),
        address: expect.stringMatching(/./),
        agent: null,
        current: true,
      },
    ]);
    expect(idOf(owner)).toMatch(UUID_V7);
  });

  test('says in words what began a session', async ({ client }) => {
    const owner = await signedIn(client);
    await inFirefox(client, owner);
    const curl = { 'User-Agent': 'curl/8.5.0' };
    await client.post('/auth/token/', { email: owner.email, password: owner.password }, curl);
    const agents = (await list(client, bearer(owner))).map(({ agent }) => agent);
    expect(agents).toEqual(expect.arrayContaining(['Firefox on Linux', 'curl/8.5.0', null]));
  });

  test('repeats nothing of a User-Agent but words', async ({ client }) => {
    const owner = await signedIn(client);
    const { email, password } = owner;
    for (const agent of ['<script>alert(1)</script>', "x/1' OR 1=1 --", `${'a'.repeat(4_000)}/1`, '\x80\xff']) {
      expect((await client.post('/auth/token/', { email, password }, { 'User-Agent': agent })).status).toBe(200);
    }
    for (const { agent } of await list(client, bearer(owner))) {
      expect((agent ?? '').length).toBeLessThanOrEqual(80);
      expect(agent ?? '').not.toMatch(/[<>'"]/);
    }
  });

  test('has the one used last first', async ({ client }) => {
    const account = await registered(client);
    const sessions = [];
    for (let each = 0; each < 3; each += 1) sessions.push(await signedIn(client, account));
    const listed = await list(client, bearer(sessions[0] ?? { access: '' }));
    expect(listed.map(({ id }) => id)).toEqual(sessions.map(idOf).reverse());
    const seen = listed.map(({ last_seen_at }) => Date.parse(last_seen_at));
    expect(seen).toEqual(seen.toSorted((one, other) => other - one));
  });

  test('contains no session that has ended, and none of another user', async ({ client }) => {
    const owner = await signedIn(client);
    const ended = await signedIn(client, owner);
    await client.post('/auth/token/blacklist/', { refresh: ended.refresh });
    await signedIn(client);
    expect((await list(client, bearer(owner))).map(({ id }) => id)).toEqual([idOf(owner)]);
  });

  test('holds no token and no hash', async ({ client }) => {
    const owner = await signedIn(client);
    const Cookie = await browserSession(client, owner);
    const { text } = await client.get(PATH, { Cookie });
    expect(text).not.toMatch(JWT);
    expect(text).not.toContain(Cookie.split('=')[1] ?? '');
    expect(text).not.toContain(String(claimsOf(owner.refresh).jti));
  });
});

test.describe('ending a session of one’s own', () => {
  test('ends that one at once, and no other', async ({ client }) => {
    const owner = await signedIn(client);
    const [lost, kept] = [await signedIn(client, owner), await signedIn(client, owner)];
    expectJsonWithoutCookies(await end(client, idOf(lost), bearer(owner)), 200, SESSION_ENDED);
    expectJson(await client.get('/auth/me/', bearer(lost)), 401, refusedAccess('Token is blacklisted'));
    expectJson(await client.post('/auth/token/refresh/', { refresh: lost.refresh }), 401, BLACKLISTED);
    for (const each of [owner, kept]) expect(await me(client, bearer(each))).toBe(200);
  });

  test('that is a browser’s ends its cookie', async ({ client }) => {
    const owner = await signedIn(client);
    const Cookie = await browserSession(client, owner);
    expectJson(await end(client, await currentId(client, Cookie), bearer(owner)), 200, SESSION_ENDED);
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
  });

  test('that has ended already is answered alike', async ({ client }) => {
    const owner = await signedIn(client);
    const other = await signedIn(client, owner);
    for (let times = 0; times < 3; times += 1) {
      expectJson(await end(client, idOf(other), bearer(owner)), 200, SESSION_ENDED);
    }
  });

  test('that is the current one signs out', async ({ client }) => {
    const owner = await signedIn(client);
    expectJsonWithoutCookies(await end(client, idOf(owner), bearer(owner)), 200, SESSION_ENDED);
    expectJson(await client.get('/auth/me/', bearer(owner)), 401, refusedAccess('Token is blacklisted'));
  });

  test('by its id in capitals is the same', async ({ client }) => {
    const owner = await signedIn(client);
    const other = await signedIn(client, owner);
    expectJson(await end(client, idOf(other).toUpperCase(), bearer(owner)), 200, SESSION_ENDED);
    expect(await me(client, bearer(other))).toBe(401);
  });
});

test.describe('what is no session of one’s own is not found:', () => {
  test('a session of another user, live or ended, which stays as it is', async ({ client, member, access }) => {
    const ended = await signedIn(client, member);
    await client.post('/auth/token/blacklist/', { refresh: ended.refresh });
    const thief = await signedIn(client);
    const unknown = await end(client, '01890a5d-ac96-774b-bcce-b302099a8057', bearer(thief));
    for (const id of [idOf({ access }), idOf(ended)]) {
      const answer = await end(client, id, bearer(thief));
      expectJsonWithoutCookies(answer, 404, NOT_FOUND);
      expect(answer.text).toBe(unknown.text);
    }
    expect(await me(client, bearer({ access }))).toBe(200);
    const Cookie = await browserSession(client, thief);
    expectJson(await client.enhancedForm(`${PATH}${idOf({ access })}/end/`, {}, { Cookie }), 404, NOT_FOUND);
    expect((await client.post('/auth/token/refresh/', { refresh: member.refresh })).status).toBe(200);
  });

  const texts: Record<string, string> = {
    'a word': 'current',
    'an id without a session': '00000000-0000-0000-0000-000000000000',
    'an id without hyphens': '01890a5dac96774bbcceb302099a8057',
    'an id in braces': '%7B01890a5d-ac96-774b-bcce-b302099a8057%7D',
    'a wildcard': '%25',
    SQL: "'%20OR%20'1'='1",
    'a NUL': '%00',
    'an escaped slash': 'a%2Fb',
    undecodable: '%ff',
    'other letters': '%C3%A9%F0%9F%AA%BF',
    long: 'x'.repeat(4_000),
  };
  for (const [name, id] of Object.entries(texts)) {
    test(name, async ({ client }) => {
      const owner = await signedIn(client);
      expectJsonWithoutCookies(await end(client, id, bearer(owner)), 404, NOT_FOUND);
      expect(await me(client, bearer(owner))).toBe(200);
    });
  }

  test('the id of the user', async ({ client }) => {
    const owner = await signedIn(client);
    expectJsonWithoutCookies(await end(client, owner.id, bearer(owner)), 404, NOT_FOUND);
  });
});

test.describe('a browser that ends a session', () => {
  test('of another device is led back to /account/ and stays signed in', async ({ client }) => {
    const owner = await signedIn(client);
    const Cookie = await browserSession(client, owner);
    const answer = await client.form(`${PATH}${idOf(owner)}/end/`, {}, { Cookie });
    expectSeeOther(answer, '/account/');
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
    expect(await me(client, { Cookie })).toBe(200);
    expect(await me(client, bearer(owner))).toBe(401);
  });

  test('that is its own is led to /login/, its cookie expired and what it kept cleared', async ({ client }) => {
    for (const script of [false, true]) {
      const Cookie = await browserSession(client, await registered(client));
      const path = `${PATH}${await currentId(client, Cookie)}/end/`;
      const answer = await (script ? client.enhancedForm(path, {}, { Cookie }) : client.form(path, {}, { Cookie }));
      if (script) expectJson(answer, 200, SESSION_ENDED);
      else expectSeeOther(answer, '/login/');
      expect(isExpired(findCookie(answer, client.sessionCookie))).toBe(true);
      expect(answer.headers['clear-site-data']).toBe('"storage"');
      expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
    }
  });
});

test.describe('ending the other sessions', () => {
  test('ends all of them at once and leaves the one that asks', async ({ client }) => {
    const owner = await signedIn(client);
    const others = [await signedIn(client, owner), await signedIn(client, owner)];
    const Cookie = await browserSession(client, owner);
    expectJsonWithoutCookies(await client.post(`${PATH}end-others/`, {}, bearer(owner)), 200, OTHERS_ENDED);
    for (const { access, refresh } of others) {
      expectJson(await client.get('/auth/me/', bearer({ access })), 401, refusedAccess('Token is blacklisted'));
      expectJson(await client.post('/auth/token/refresh/', { refresh }), 401, BLACKLISTED);
    }
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
    expect((await list(client, bearer(owner))).map(({ id }) => id)).toEqual([idOf(owner)]);
  });

  test('is answered alike where there is none', async ({ client }) => {
    const owner = await signedIn(client);
    for (let times = 0; times < 2; times += 1) {
      expectJson(await client.post(`${PATH}end-others/`, {}, bearer(owner)), 200, OTHERS_ENDED);
    }
    expect((await client.post('/auth/token/refresh/', { refresh: owner.refresh })).status).toBe(200);
  });

  test('by a form leads back to /account/, signed in', async ({ client }) => {
    const owner = await signedIn(client);
    const Cookie = await browserSession(client, owner);
    expectSeeOther(await client.form(`${PATH}end-others/`, {}, { Cookie }), '/account/');
    expect(await me(client, { Cookie })).toBe(200);
    expect(await me(client, bearer(owner))).toBe(401);
  });

  test('leaves those of other users alone', async ({ client, access, memberCookie: Cookie }) => {
    await client.post(`${PATH}end-others/`, {}, bearer(await signedIn(client)));
    expect(await me(client, bearer({ access }))).toBe(200);
    expect(await me(client, { Cookie })).toBe(200);
  });
});
