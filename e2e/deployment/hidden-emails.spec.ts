import {
  type Account,
  ANOTHER_PASSWORD,
  arrivedMail,
  bearer,
  changedEmail,
  linkTo,
  mailbox,
  PASSWORD,
  redeemLink,
  resetToken,
  signedIn,
  tokenTo,
  uniqueEmail,
} from '../fixtures/accounts';
import { type Answer, Client, type Fields, findCookie } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

const SETTINGS = { HIDE_UNKNOWN_EMAILS: 'true' };
const OWN_TO_EACH = /^(date|x-request-id|keep-alive)$/;
const WRONG = 'not the password at all';

/** Registers and verifies, which is what it takes to sign in here. */
async function verified(client: Client, email = uniqueEmail()): Promise<Account> {
  const { id } = (await client.post('/auth/register/', { email, password: PASSWORD })).json<{ id: string }>();
  const token = await tokenTo(client, email, 'verify-email');
  expect((await redeemLink(client, 'verify-email', token)).status).toBe(200);
  return { id, email, password: PASSWORD };
}

/** All that an answer says but what is its own by chance: ids, instants, sealed cookies and the email sent. */
function told({ status, headers, setCookies, text }: Answer, email: string) {
  const masked = (value: string) =>
    value
      .replaceAll(email, '<email>')
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, '<id>')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<instant>');
  const cookies = setCookies.map((line) => line.replace(/=[\w.-]{20,}/, (value) => `=<${value.length}>`));
  const named = Object.entries(headers).filter(([name]) => !OWN_TO_EACH.test(name));
  return { status, text: masked(text), length: text.length, headers: named, cookies };
}

/** Sends the same request for a taken and an unused email, each time from a new address. */
async function expectAlike(
  baseUrl: string,
  [one, other]: [string, string],
  ask: (client: Client, email: string) => Promise<Answer>,
): Promise<Answer> {
  expect(one).toHaveLength(other.length);
  const answers = [await ask(new Client(baseUrl), one), await ask(new Client(baseUrl), other)] as const;
  expect(told(answers[0], one)).toEqual(told(answers[1], other));
  return answers[0];
}

test.describe('HIDE_UNKNOWN_EMAILS', { tag: '@any-database' }, () => {
  test('registering with a taken email is answered as with a free one, and its owner is told', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const owner = await verified(client);
    const posts: Record<string, (client: Client, fields: Record<string, string>) => Promise<Answer>> = {
      JSON: (each, fields) => each.post('/auth/register/', fields),
      'a script of a form': (each, fields) => each.enhancedForm('/auth/register/', fields as Fields),
      'a form': (each, fields) => each.form('/auth/register/', fields as Fields),
    };
    for (const [how, post] of Object.entries(posts)) {
      await test.step(how, async () => {
        const answer = await expectAlike(baseUrl, [owner.email, uniqueEmail()], (each, email) =>
          post(each, { email, password: ANOTHER_PASSWORD }),
        );
        expect(answer.status).toBe(how === 'a form' ? 303 : 201);
        expect(answer.setCookies.join()).not.toContain(client.sessionCookie);
      });
    }
    const weak = { password: 'password' };
    await expectAlike(baseUrl, [owner.email, uniqueEmail()], (each, email) =>
      each.post('/auth/register/', { email, ...weak }),
    );
    const notice = await arrivedMail(client, owner.email, ({ subject }) => subject.includes('You already have a'));
    expect(notice.subject).toBe('You already have a Postern account');
    const toReset = await linkTo(client, owner.email, 'reset-password');
    expect(notice.links).toContain(toReset);
    await signedIn(client, owner);
    const { pathname } = new URL(toReset);
    expect((await client.post(`/auth${pathname}`, { password: ANOTHER_PASSWORD })).status).toBe(200);
    await signedIn(client, { ...owner, password: ANOTHER_PASSWORD });
  });

  test('an account that was made up has an id of its very instant, as one that was made', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const { email } = await verified(client);
    for (let times = 0; times < 10; times += 1) {
      for (const each of [email, uniqueEmail()]) {
        const answer = await client.post('/auth/register/', { email: each, password: ANOTHER_PASSWORD });
        const { id, created_at } = answer.json<{ id: string; created_at: string }>();
        expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.parse(created_at));
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }
    }
  });

  test('a client that registered gets the same responses whether the account is new or existed', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const { email: taken } = await verified(new Client(baseUrl));
    const free = uniqueEmail();
    const stranger = new Client(baseUrl);
    for (const email of [taken, free]) await stranger.post('/auth/register/', { email, password: ANOTHER_PASSWORD });
    const asks: Record<string, (client: Client, email: string) => Promise<Answer>> = {
      'signing in with the password given': (client, email) =>
        client.post('/auth/token/', { email, password: ANOTHER_PASSWORD }),
      'signing in by a form': (client, email) => client.form('/auth/token/', { email, password: ANOTHER_PASSWORD }),
      'signing in with another': (client, email) => client.post('/auth/token/', { email, password: WRONG }),
      'asking to verify': (client, email) => client.post('/auth/verify-email/', { email }),
      'asking for a reset': (client, email) => client.post('/auth/reset-password/', { email }),
      'registering again': (client, email) => client.post('/auth/register/', { email, password: ANOTHER_PASSWORD }),
    };
    for (const [how, ask] of Object.entries(asks)) {
      await test.step(how, async () => {
        await expectAlike(baseUrl, [taken, free], ask);
      });
    }
  });

  test('a client that registered has no attempts of its own, which would reveal that the account is new', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const { email: taken } = await verified(new Client(baseUrl));
    for (const email of [taken, uniqueEmail()]) {
      const stranger = new Client(baseUrl);
      await stranger.post('/auth/register/', { email, password: ANOTHER_PASSWORD });
      const signIn = (client: Client) => client.post('/auth/token/', { email, password: WRONG });
      for (let tries = 0; tries < 10; tries += 1) expect((await signIn(stranger)).status).toBe(401);
      expect((await signIn(new Client(baseUrl))).status).toBe(429);
    }
  });

  test('no address is a known client, which would reveal who signed in there; a known browser still signs in', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const home = new Client(baseUrl);
    const member = await verified(home);
    const APP = { 'User-Agent': 'app/1' };
    const begun = await home.enhancedForm('/auth/token/', member, APP);
    const Cookie = `${home.sessionCookie.replace('session', 'device')}=${findCookie(begun, 'postern_device')?.value}`;
    const wrong = (client: Client, email: string) => client.post('/auth/token/', { email, password: WRONG }, APP);
    const stranger = uniqueEmail();
    for (const email of [member.email, stranger]) {
      for (let tries = 0; tries < 10; tries += 1) expect((await wrong(new Client(baseUrl), email)).status).toBe(401);
      expect((await wrong(home, email)).status).toBe(429);
      expect((await home.enhancedForm('/auth/token/', { email, password: WRONG }, APP)).status).toBe(429);
    }
    expect((await home.enhancedForm('/auth/token/', member, { ...APP, Cookie })).status).toBe(200);
  });

  test('signing in to an account that is not verified is answered as to none, until it is', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const email = uniqueEmail();
    await client.post('/auth/register/', { email, password: PASSWORD });
    const answer = await expectAlike(baseUrl, [email, uniqueEmail()], (each, address) =>
      each.post('/auth/token/', { email: address, password: PASSWORD }),
    );
    expect([answer.status, answer.json()]).toEqual([
      401,
      { detail: 'No active account found with the given credentials' },
    ]);
    await redeemLink(client, 'verify-email', await tokenTo(client, email, 'verify-email'));
    await signedIn(client, { id: '', email, password: PASSWORD });
  });

  test('asking for a reset, or to verify, is answered alike for every email, mail or none', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const { email } = await verified(client);
    for (const path of ['/auth/reset-password/', '/auth/verify-email/']) {
      for (let times = 0; times < 3; times += 1) {
        await expectAlike(baseUrl, [email, uniqueEmail()], (each, address) => each.post(path, { email: address }));
        await expectAlike(baseUrl, [email, uniqueEmail()], (each, address) => each.form(path, { email: address }));
      }
    }
    const unknown = uniqueEmail();
    expect((await client.post('/auth/reset-password/', { email: unknown })).status).toBe(200);
    expect(await mailbox(client, unknown)).toEqual([]);
    await linkTo(client, email, 'reset-password');
  });

  test('the limit of resets does not reveal to an address which emails have an account', { tag: '@slow' }, async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const { email: taken } = await verified(new Client(baseUrl));
    const allowed = [];
    for (const email of [taken, uniqueEmail()]) {
      const client = new Client(baseUrl);
      let count = 0;
      while ((await client.post('/auth/reset-password/', { email })).status === 200) count += 1;
      allowed.push(count);
    }
    expect(allowed).toEqual([60, 60]);
  });

  test('changing to a taken email is answered as to a free one; its owner is told, and no link confirms it', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const owner = await verified(client);
    const stranger = await signedIn(client, await verified(client));
    const another = await signedIn(client, await verified(client));
    const asking = new Map([
      [owner.email, stranger],
      [uniqueEmail(), another],
    ]);
    const [taken = '', free = ''] = asking.keys();
    const ask = (each: Client, email: string) => {
      const { access = '' } = asking.get(email) ?? {};
      return each.post('/auth/change-email/', { password: PASSWORD, email }, bearer({ access }));
    };
    expect((await expectAlike(baseUrl, [taken, free], ask)).json()).toEqual({
      detail: 'Confirmation e-mail has been sent.',
    });
    await arrivedMail(client, taken, ({ subject }) => subject.includes('You already have a'));
    expect(JSON.stringify(await mailbox(client, taken))).not.toContain('/change-email/');
    await linkTo(client, free, 'change-email');
    // The second try waits for one as for the other, and what is kept of them looks the same.
    expect((await ask(client, taken)).status).toBe(429);
    expect((await ask(client, free)).status).toBe(429);
    const kept = await Promise.all(
      [stranger, another].map(async (each) => (await client.get('/auth/me/export/', bearer(each))).json<Kept>()),
    );
    const shapes = kept.map(({ email_links, mails, events, reset_links }, at) => ({
      links: email_links.map(({ purpose, email, used_at }) => [purpose, email === [taken, free][at], used_at === null]),
      mails: mails.map(({ kind, state }) => [kind, state]),
      events: events.map(({ event, detail }) => [event, detail]),
      resets: reset_links.length,
    }));
    expect(shapes[0]).toEqual(shapes[1]);
    const { text } = await client.get('/auth/me/', bearer(stranger));
    expect(text).toContain(stranger.email);
  });

  test('a former email that can be taken back is hidden in the same way', async ({ sharedServerWith }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const owner = await signedIn(client, await verified(client));
    const { undoToken } = await changedEmail(client, owner);
    const before = await mailbox(client, owner.email);
    await expectAlike(baseUrl, [owner.email, uniqueEmail()], (each, email) =>
      each.post('/auth/register/', { email, password: ANOTHER_PASSWORD }),
    );
    const stranger = await signedIn(client, await verified(client));
    const body = { password: PASSWORD, email: owner.email };
    expect((await client.post('/auth/change-email/', body, bearer(stranger))).status).toBe(200);
    expect((await client.post('/auth/change-email/', body, bearer(stranger))).status).toBe(429);
    expect(await mailbox(client, owner.email)).toEqual(before);
    const undone = await client.post(`/auth/undo-email-change/${undoToken}/`, { password: ANOTHER_PASSWORD });
    expect(undone.status).toBe(200);
    await signedIn(client, { ...owner, password: ANOTHER_PASSWORD });
  });

  test('an attacker who registered with a victim’s email has nothing once the victim redeems a link', async ({
    sharedServerWith,
  }) => {
    const { baseUrl } = await sharedServerWith(SETTINGS);
    const client = new Client(baseUrl);
    const email = uniqueEmail();
    await client.post('/auth/register/', { email, password: 'the password of a squatter' });
    const token = await resetToken(client, email);
    expect((await client.post(`/auth/reset-password/${token}/`, { password: PASSWORD })).status).toBe(200);
    const squatter = await client.post('/auth/token/', { email, password: 'the password of a squatter' });
    expect(squatter.status).toBe(401);
    const owner = await signedIn(client, { id: '', email, password: PASSWORD });
    expect((await client.get('/auth/me/', bearer(owner))).json()).toMatchObject({ email, email_verified: true });
  });

  type Kept = {
    email_links: { purpose: string; email: string; used_at: string | null }[];
    mails: { kind: string | null; state: string }[];
    events: { event: string; detail: string | null }[];
    reset_links: object[];
  };
});
