import {
  ANOTHER_PASSWORD,
  askedForEmail,
  bearer,
  browserSession,
  PASSWORD,
  registered,
  sessionOf,
  signedIn,
  type Tokens,
  tokenTo,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
} from '../fixtures/accounts';
import { type Answer, Client, findCookie } from '../fixtures/client';
import {
  BAD_AUTHORIZATION,
  BLANK,
  DEAD_LINK,
  EMAIL_CHANGED,
  EMAIL_VERIFIED,
  expectJson,
  expectJsonWithoutCookies,
  expectSeeOther,
  expectThrottled,
  NOT_A_STRING,
  NUL_REFUSED,
  NULL,
  REQUIRED,
  refusedAccess,
  SURROGATES_REFUSED,
  wrongPassword,
} from './answers';
import { expect, test } from './api-test';

/** Links about an email are redeemed with a session of the account, or with its password. */

type Owner = Awaited<ReturnType<typeof signedIn>>;
type Mailed = { owner: Owner; path: string; email: string };

const WRONG = 'not the password at all';
const PASSWORD_REQUIRED = { password: [REQUIRED] };

const LINKS = {
  'verify-email': {
    done: EMAIL_VERIFIED,
    mailed: async (client: Client): Promise<Mailed> => {
      const owner = await signedIn(client);
      const path = `/auth/verify-email/${await tokenTo(client, owner.email, 'verify-email')}/`;
      return { owner, path, email: owner.email };
    },
  },
  'change-email': {
    done: EMAIL_CHANGED,
    mailed: async (client: Client): Promise<Mailed> => {
      const owner = await signedIn(client);
      const email = uniqueEmail();
      return { owner, path: `/auth/change-email/${await askedForEmail(client, owner, email)}/`, email };
    },
  },
};

const me = async (client: Client, headers: Record<string, string>) =>
  (await client.get('/auth/me/', headers)).json<{ id: string; email: string; email_verified: boolean }>();

const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort();

for (const [part, { done, mailed }] of Object.entries(LINKS)) {
  test.describe(`a link to ${part}`, () => {
    const isRedeemed = async (client: Client, { owner, email }: Mailed) => {
      const account = await me(client, bearer(owner));
      return account.email === email && account.email_verified;
    };

    test('is redeemed by a session of its account, and by nothing that is none', async ({
      client,
      access,
      memberCookie,
    }) => {
      const link = await mailed(client);
      const Cookie = await browserSession(client, link.owner);
      const refusals = [
        await client.post(link.path, {}),
        await client.post(link.path, {}, bearer({ access })),
        await client.post(link.path, {}, { Authorization: 'Basic dXNlcjpwYXNz' }),
        // An API client has no cookies, and a form no token.
        await client.post(link.path, {}, { Cookie }),
        await client.formEncodedApiPost(link.path, [], { Cookie }),
      ];
      for (const answer of refusals) expectJsonWithoutCookies(answer, 400, PASSWORD_REQUIRED);
      for (const headers of [{}, { Cookie: memberCookie }, bearer(link.owner)]) {
        expectJson(await client.enhancedForm(link.path, {}, headers), 400, PASSWORD_REQUIRED);
        expectSeeOther(await client.form(link.path, {}, headers), link.path.replace('/auth', ''));
      }
      expect(await isRedeemed(client, link)).toBe(false);
      expectJsonWithoutCookies(await client.post(link.path, {}, bearer(link.owner)), 200, done);
      expect(await isRedeemed(client, link)).toBe(true);
    });

    test('is redeemed by a form with the cookie of such a session alone, which goes on', async ({ client }) => {
      const link = await mailed(client);
      const Cookie = await browserSession(client, link.owner);
      const answer = await client.form(link.path, {}, { Cookie });
      expectSeeOther(answer, '/account/');
      expect(findCookie(answer, client.sessionCookie)).toBeNull();
      expect(await me(client, { Cookie })).toMatchObject({ email: link.email, email_verified: true });
    });

    test('is not redeemed by a session that has ended', async ({ client }) => {
      const link = await mailed(client);
      const other = await signedIn(client, link.owner);
      const Cookie = await browserSession(client, link.owner);
      await client.post('/auth/token/blacklist/', { refresh: other.refresh });
      await client.form('/auth/logout/', {}, { Cookie });
      expectJson(await client.post(link.path, {}, bearer(other)), 401, refusedAccess('Token is blacklisted'));
      expectJson(await client.enhancedForm(link.path, {}, { Cookie }), 400, PASSWORD_REQUIRED);
      expect(await isRedeemed(client, link)).toBe(false);
    });

    test('tells of a bad token only where no password came with it', async ({ client }) => {
      const link = await mailed(client);
      const refresh = link.owner.refresh;
      const tokens: [string, unknown][] = [
        ['Bearer', BAD_AUTHORIZATION],
        ['Bearer x y', BAD_AUTHORIZATION],
        ['Bearer x', refusedAccess('Token is invalid')],
        [`Bearer ${refresh}`, refusedAccess('Token has wrong type')],
      ];
      for (const [Authorization, body] of tokens) {
        expectJsonWithoutCookies(await client.post(link.path, {}, { Authorization }), 401, body);
        const wrong = await client.post(link.path, { password: WRONG }, { Authorization });
        expectJsonWithoutCookies(wrong, 400, wrongPassword());
      }
      const answer = await client.post(link.path, { password: PASSWORD }, { Authorization: 'Bearer x' });
      expectJsonWithoutCookies(answer, 200, done);
    });

    test('is redeemed by the password beside a token of another account', async ({ client, access }) => {
      const link = await mailed(client);
      expectJsonWithoutCookies(await client.post(link.path, { password: PASSWORD }, bearer({ access })), 200, done);
      expect(await isRedeemed(client, link)).toBe(true);
    });

    test('reports the shape first, then an invalid link, then what is missing', async ({ client }) => {
      const link = await mailed(client);
      const dead = `/auth/${part}/${UNKNOWN_RESET_TOKEN}/`;
      const shapes: [unknown, string][] = [
        [null, NULL],
        ['', BLANK],
        [7, NOT_A_STRING],
        [['x'], NOT_A_STRING],
        ['a\0b', NUL_REFUSED],
        ['a\ud800', SURROGATES_REFUSED],
      ];
      for (const path of [dead, link.path]) {
        for (const [password, error] of shapes) {
          const answer = await client.post(path, { password }, bearer(link.owner));
          expectJsonWithoutCookies(answer, 400, { password: [error] });
        }
      }
      for (const body of [{}, { password: WRONG }]) {
        const answer = await client.post(dead, body, { Authorization: 'Bearer x' });
        expectJsonWithoutCookies(answer, 400, DEAD_LINK);
      }
      expectJson(await client.post(link.path, {}), 400, PASSWORD_REQUIRED);
      expectJson(await client.post(link.path, { password: PASSWORD }), 200, done);
      expectJson(await client.post(link.path, { password: PASSWORD }), 400, DEAD_LINK);
      expectJson(await client.post(link.path, {}), 400, DEAD_LINK);
    });

    test('stays good after a wrong password, which is told in those words and in the trail', async ({ client }) => {
      const link = await mailed(client);
      expectJsonWithoutCookies(await client.post(link.path, { password: WRONG }), 400, wrongPassword());
      expect(await isRedeemed(client, link)).toBe(false);
      expectJson(await client.post(link.path, { password: PASSWORD }), 200, done);
      const { events } = (await client.get('/auth/me/export/', bearer(link.owner))).json<{ events: object[] }>();
      expect(events).toContainEqual(expect.objectContaining({ event: 'authn_login_fail', detail: 'by-link' }));
    });

    test('signs a browser in by the password, with cookies and no token', async ({ client }) => {
      const link = await mailed(client);
      const answer = await client.enhancedForm(link.path, { password: PASSWORD });
      expectJson(answer, 200, done);
      expect(findCookie(answer, 'postern_device')).not.toBeNull();
      const Cookie = sessionOf(client, answer);
      expect(await me(client, { Cookie })).toMatchObject({
        id: link.owner.id,
        email: link.email,
        email_verified: true,
      });
      const plain = await mailed(client);
      const led = await client.form(plain.path, { password: PASSWORD });
      expectSeeOther(led, '/account/');
      expect(await me(client, { Cookie: sessionOf(client, led) })).toMatchObject({ email: plain.email });
    });

    test('of a browser that is signed in to another account asks for the password, and then replaces its cookie', async ({
      client,
    }) => {
      const link = await mailed(client);
      const Cookie = await browserSession(client, await signedIn(client));
      const wrong = await client.form(link.path, { password: WRONG }, { Cookie });
      expectSeeOther(wrong, link.path.replace('/auth', ''));
      expect(findCookie(wrong, client.sessionCookie)).toBeNull();
      const answer = await client.form(link.path, { password: PASSWORD }, { Cookie });
      expectSeeOther(answer, '/account/');
      expect(await me(client, { Cookie: sessionOf(client, answer) })).toMatchObject({ id: link.owner.id });
      expect((await client.get('/auth/me/', { Cookie })).status).toBe(401);
    });

    test('that is posted twenty times at once is redeemed once, and one browser is signed in', async ({ client }) => {
      const link = await mailed(client);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => client.enhancedForm(link.path, { password: PASSWORD })),
      );
      expect(statuses(answers)).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
      for (const answer of answers) expectJson(answer, answer.status, answer.status === 200 ? done : DEAD_LINK);
      const cookies = answers.filter((answer) => findCookie(answer, client.sessionCookie) !== null);
      expect(cookies.map(({ status }) => status)).toEqual([200]);
      const sessions = (await client.get('/auth/sessions/', bearer(link.owner))).json<object[]>();
      expect(sessions).toHaveLength(2);
    });
  });
}

test('wrong passwords at a link and at the sign-in count together', async ({ client, server: { baseUrl } }) => {
  const link = await LINKS['verify-email'].mailed(client);
  const stranger = new Client(baseUrl);
  for (let tries = 0; tries < 5; tries += 1) {
    expectJson(await stranger.post(link.path, { password: WRONG }), 400, wrongPassword());
    expect((await stranger.post('/auth/token/', { email: link.email, password: WRONG })).status).toBe(401);
  }
  expectThrottled(await stranger.post(link.path, { password: PASSWORD }), { least: 25, most: 30 });
  expectThrottled(await stranger.post('/auth/token/', { email: link.email, password: PASSWORD }), {
    least: 25,
    most: 30,
  });
  // The owner's own address has attempts of its own, and a session needs none.
  expectJson(await stranger.post(link.path, {}, bearer(link.owner)), 200, EMAIL_VERIFIED);
});

test('of thirty wrong passwords at a link at once no more than ten are looked at', async ({
  client,
  server: { baseUrl },
}) => {
  const link = await LINKS['verify-email'].mailed(client);
  const stranger = new Client(baseUrl);
  const answers = await Promise.all(Array.from({ length: 30 }, () => stranger.post(link.path, { password: WRONG })));
  const lookedAt = answers.filter(({ status }) => status === 400);
  expect(lookedAt.length).toBeGreaterThan(0);
  expect(lookedAt.length).toBeLessThanOrEqual(10);
  // Those of one link take turns; a turn that comes too late is not begun.
  expect(answers.filter(({ status }) => status === 429 || status === 503)).toHaveLength(30 - lookedAt.length);
});

test('a link is lost to a change of the password while its own is on the way, and so is the sign-in', async ({
  client,
}) => {
  for (let round = 0; round < 5; round += 1) {
    const link = await LINKS['change-email'].mailed(client);
    const change = { current_password: PASSWORD, password: ANOTHER_PASSWORD };
    const [redeemed, changed] = await Promise.all([
      client.enhancedForm(link.path, { password: PASSWORD }),
      client.post('/auth/change-password/', change, bearer(link.owner)),
    ]);
    expectJson(changed, 200, expect.anything());
    // Whichever came first: no session begun by the old password is left.
    const cookie = findCookie(redeemed, client.sessionCookie);
    if (redeemed.status === 400) expect(cookie).toBeNull();
    else
      expect((await client.get('/auth/me/', { Cookie: `${client.sessionCookie}=${cookie?.value}` })).status).toBe(401);
    const { access } = changed.json<Tokens>();
    expect((await client.get('/auth/me/', bearer({ access }))).status).toBe(200);
  }
});

test('an account that an attacker registered with a victim’s email is not verified by the victim’s click', async ({
  client,
}) => {
  const squatter = await registered(client);
  const path = `/auth/verify-email/${await tokenTo(client, squatter.email, 'verify-email')}/`;
  const clicked = [
    await client.form(path, {}),
    await client.post(path, {}),
    await client.form(path, { password: WRONG }),
  ];
  expect(statuses(clicked)).toEqual([303, 303, 400]);
  for (const answer of clicked) expect(findCookie(answer, client.sessionCookie)).toBeNull();
  const { access } = await signedIn(client, squatter);
  expect((await me(client, bearer({ access }))).email_verified).toBe(false);
});
