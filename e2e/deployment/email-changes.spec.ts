import {
  type Account,
  ANOTHER_PASSWORD,
  arrivedMail,
  bearer,
  changedEmail,
  registered,
  signedIn,
  type Tokens,
  uniqueEmail,
  verifiedOwner,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { expect, test } from '../fixtures/test';

/** Changes that follow each other within a minute, which the mail budget would hold up. */
const SETTINGS = { RATE_LIMITS: 'off' };
const DEAD_LINK = { token: ['Invalid or expired token.'] };
const TAKEN = { email: ['user with this email already exists.'] };

const undo = (client: Client, token: string, password = ANOTHER_PASSWORD) =>
  client.post(`/auth/undo-email-change/${token}/`, { password });

/** An account that went from A to B to C, with the links by which A and B take that back. */
async function chain(client: Client) {
  const a = await verifiedOwner(client);
  const { email: b, undoToken: undoA } = await changedEmail(client, a);
  const { email: c, undoToken: undoB } = await changedEmail(client, { ...a, email: b });
  return { a, b, c, undoA, undoB };
}

async function expectEmail(client: Client, account: Account): Promise<Account & Tokens> {
  const owner = await signedIn(client, account);
  expect((await client.get('/auth/me/', bearer(owner))).json()).toMatchObject({ id: account.id, email: account.email });
  return owner;
}

test.describe('change of email', { tag: '@any-database' }, () => {
  test('of A to B to C the link of A undoes all, and kills the one of B', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const { a, b, c, undoA, undoB } = await chain(client);
    expect((await undo(client, undoA)).status).toBe(200);
    await expectEmail(client, { ...a, password: ANOTHER_PASSWORD });
    const late = await undo(client, undoB, 'a third password of it');
    expect([late.status, late.json()]).toEqual([400, DEAD_LINK]);
    await expectEmail(client, { ...a, password: ANOTHER_PASSWORD });
    await arrivedMail(client, c, ({ subject }) => subject.includes('changed back'));
    for (const email of [b, c]) await registered(client, { email });
  });

  test('of A to B to C the link of B goes back one step, and leaves the one of A good', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const { a, b, undoA, undoB } = await chain(client);
    expect((await undo(client, undoB)).status).toBe(200);
    await expectEmail(client, { ...a, email: b, password: ANOTHER_PASSWORD });
    expect((await undo(client, undoA, 'a third password of it')).status).toBe(200);
    await expectEmail(client, { ...a, password: 'a third password of it' });
  });

  test('no other user gets A or B while they can be restored, and the account itself may return to them', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const { a, b, c, undoA } = await chain(client);
    const stranger = await signedIn(client);
    for (const email of [a.email, b]) {
      const made = await client.post('/auth/register/', { email, password: ANOTHER_PASSWORD });
      expect([made.status, made.json()]).toEqual([400, TAKEN]);
      const asked = await client.post('/auth/change-email/', { password: stranger.password, email }, bearer(stranger));
      expect([asked.status, asked.json()]).toEqual([400, TAKEN]);
    }
    await changedEmail(client, { ...a, email: c }, b);
    await expectEmail(client, { ...a, email: b });
    // The way round does not wear the oldest link out.
    expect((await undo(client, undoA)).status).toBe(200);
    await expectEmail(client, { ...a, password: ANOTHER_PASSWORD });
  });

  test('a thief who moves the account on, there and back, keeps it from its owner in no way', async ({
    sharedServerWith,
  }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const { a, c, undoA } = await chain(client);
    const theirs = 'the password of the thief';
    const change = { current_password: a.password, password: theirs };
    const { access } = (await client.post('/auth/change-password/', change, bearer(a))).json<Tokens>();
    const { undoToken } = await changedEmail(client, { email: c, password: theirs, access }, a.email);
    await changedEmail(client, { ...a, password: theirs, access });
    expect((await undo(client, undoA)).status).toBe(200);
    const owner = await expectEmail(client, { ...a, password: ANOTHER_PASSWORD });
    const late = await undo(client, undoToken, theirs);
    expect([late.status, late.json()]).toEqual([400, DEAD_LINK]);
    expect((await client.get('/auth/me/', bearer({ access }))).status).toBe(401);
    expect((await client.get('/auth/me/', bearer(owner))).status).toBe(200);
  });

  test('only the last email asked for counts', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const owner = await signedIn(client);
    const ask = async (email: string) => {
      await client.post('/auth/change-email/', { password: owner.password, email }, bearer(owner));
      const [message] = (await client.get(`/mailbox/messages/?to=${email}`)).json<{ links: string[] }[]>();
      return new URL(message?.links[0] ?? '').pathname;
    };
    const [first, second] = [await ask(uniqueEmail()), await ask(uniqueEmail())];
    const dead = await client.post(`/auth${first}`, {}, bearer(owner));
    expect([dead.status, dead.json()]).toEqual([400, DEAD_LINK]);
    expect((await client.post(`/auth${second}`, {}, bearer(owner))).status).toBe(200);
  });
});
