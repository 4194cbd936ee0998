import {
  type Account,
  ANOTHER_PASSWORD,
  askedForEmail,
  bearer,
  changedEmail,
  mailbox,
  PASSWORD,
  registered,
  registeredBrowser,
  resetToken,
  signedIn,
  type Tokens,
  uniqueEmail,
  uniqueWord,
  verifiedOwner,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { done, refused } from '../fixtures/commands';
import { expect, test } from '../fixtures/installation';
import { startMailProvider } from '../fixtures/mail-provider';
import type { Settings } from '../fixtures/server';
import { stored } from '../fixtures/stored';

type Owner = Account & Tokens;

/** An attacker has as many addresses as it likes: each request comes from another one. */
const from = (baseUrl: string) => new Client(baseUrl);

const askForEmail = (client: Client, { password, access }: Owner, email: string) =>
  client.post('/auth/change-email/', { password, email }, bearer({ access }));

const changePassword = (client: Client, { access }: { access: string }, current_password: string, password: string) =>
  client.post('/auth/change-password/', { current_password, password }, bearer({ access }));

const subjectsTo = async (client: Client, email: string) =>
  (await mailbox(client, email)).map(({ subject }) => subject);

async function ownersOf(baseUrl: string, count: number): Promise<Owner[]> {
  const owners: Owner[] = [];
  while (owners.length < count) owners.push(await signedIn(from(baseUrl)));
  return owners;
}

/** A full line of hashes is a 503, after which an attacker asks again. */
async function persistently(ask: () => ReturnType<Client['post']>): Promise<number> {
  for (;;) {
    const { status } = await ask();
    if (status !== 503) return status;
  }
}

/** Adds `count` earlier mails to the budget of the one recipient, in the database of a server that has stopped. */
const sentBefore = (settings: Settings, count: number, ago: string) =>
  stored(
    settings,
    `INSERT INTO recipient_mails (id, recipient_key, created_at, due_at)
     SELECT gen_random_uuid(), recipient_key, now() - interval '${ago}', now() - interval '${ago}'
     FROM (SELECT recipient_key FROM recipient_mails LIMIT 1) AS one, generate_series(1, ${count})`,
  );

/** Moves the times of such a database into the past, as if `time` had passed. */
async function letPass(settings: Settings, time: string) {
  await stored(settings, `UPDATE queued_mails SET next_attempt_at = next_attempt_at - interval '${time}'`);
  await stored(settings, `UPDATE recipient_mails SET due_at = due_at - interval '${time}'`);
}

test.describe('mail budget', { tag: '@slow' }, () => {
  test('whatever accounts, spellings and endpoints an attacker uses, an address is sent ten mails an hour', async ({
    serverWith,
  }) => {
    const provider = await startMailProvider();
    const { baseUrl } = await serverWith(provider.settings);
    const word = uniqueWord();
    const stranger = `${word}@xn--bcher-kva.example`;
    const spellings = [
      stranger,
      ` ${stranger.toUpperCase()} `,
      `${word}@BÜCHER.example`,
      `${word}@bu\u0308cher.example`,
    ];
    for (const [at, owner] of (await ownersOf(baseUrl, 4)).entries()) {
      expect((await askForEmail(from(baseUrl), owner, spellings[at] ?? '')).status).toBe(200);
    }
    const sentTo = (email: string) => provider.delivered.filter(({ to }) => to === email);
    const arrived = (count: number) => expect.poll(() => sentTo(stranger).length, { timeout: 15_000 }).toBe(count);
    await arrived(4);
    // An account and all of its budgets are deleted and made anew: two links each time.
    for (const [round, spelling] of spellings.entries()) {
      const squatter = await signedIn(from(baseUrl), await registered(from(baseUrl), { email: spelling }));
      for (const path of ['/auth/verify-email/', '/auth/reset-password/']) {
        expect((await from(baseUrl).post(path, { email: spelling })).status).toBe(200);
      }
      const changed = await changePassword(from(baseUrl), squatter, PASSWORD, ANOTHER_PASSWORD);
      const headers = bearer(changed.json<Tokens>());
      await arrived(Math.min(10, 4 + 2 * (round + 1)));
      const deleted = await from(baseUrl).post('/auth/me/delete/', { password: ANOTHER_PASSWORD }, headers);
      expect(deleted.status).toBe(200);
    }
    const last = await registered(from(baseUrl));
    await expect.poll(() => sentTo(last.email).length, { timeout: 15_000 }).toBe(1);
    expect(sentTo(stranger)).toHaveLength(10);
    await provider.close();
  });

  test('of 25 links that 25 accounts ask for at once for one address ten are mailed', async ({ server }) => {
    const { baseUrl } = server;
    const stranger = uniqueEmail();
    const cookies: string[] = [];
    while (cookies.length < 25) cookies.push(await registeredBrowser(from(baseUrl)));
    const ask = (Cookie: string) => () =>
      from(baseUrl).enhancedForm('/auth/change-email/', { password: PASSWORD, email: stranger }, { Cookie });
    const statuses = await Promise.all(cookies.map((Cookie) => persistently(ask(Cookie))));
    // A change that was made though its answer came too late (503) makes the next one wait for the account's own budget.
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(await mailbox(from(baseUrl), stranger)).toHaveLength(10);
  });

  test('an address is sent thirty mails a day, whatever was deleted since, and an earlier link stays good', async ({
    installed,
  }) => {
    const { server, settings, client } = await installed();
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    await server.stop();
    await sentBefore(settings, 9, '5 hours');
    await sentBefore(settings, 9, '10 hours');
    await sentBefore(settings, 9, '23 hours');
    await stored(settings, "UPDATE one_time_links SET created_at = created_at - interval '2 minutes'");
    const restarted = await server.restart();
    // 29 so far: one more is the thirtieth.
    const [one, other] = await ownersOf(restarted.baseUrl, 2);
    const ask = () => from(restarted.baseUrl).post('/auth/reset-password/', { email });
    expect((await ask()).status).toBe(200);
    expect(await subjectsTo(client, email)).toEqual([
      ...Array(2).fill('Reset your Postern password'),
      'Verify your email for Postern',
    ]);
    // A stranger may well be the owner of an account that is gone.
    const path = `/auth/reset-password/${token}/`;
    expect((await client.post(path, { password: ANOTHER_PASSWORD })).status).toBe(200);
    const owner = await signedIn(client, { email, password: ANOTHER_PASSWORD, id: '' });
    expect((await client.post('/auth/me/delete/', { password: ANOTHER_PASSWORD }, bearer(owner))).status).toBe(200);
    for (const attacker of [one, other]) {
      if (attacker) expect((await askForEmail(from(restarted.baseUrl), attacker, email)).status).toBe(200);
    }
    const again = await registered(client, { email });
    expect(await subjectsTo(client, email)).toEqual([]);
    // No change is pending, and no link was created that was not mailed.
    const access = bearer(await signedIn(client, again));
    expect((await client.get('/auth/me/export/', access)).json()).toMatchObject({ email_links: [], mails: [] });
    await restarted.stop();
  });

  test('notices without room are combined, never lost, and sent as soon as there is room', {
    tag: '@any-database',
  }, async ({ installed }) => {
    const { server, settings, client, mails } = await installed();
    let owner = await verifiedOwner(client);
    await server.stop();
    await sentBefore(settings, 10, '10 minutes');
    const restarted = await server.restart();
    const passwords = [PASSWORD, ANOTHER_PASSWORD, PASSWORD, ANOTHER_PASSWORD] as const;
    for (const [at, password] of passwords.slice(1).entries()) {
      const changed = await changePassword(client, owner, passwords[at] ?? '', password);
      expect(changed.status).toBe(200);
      owner = { ...owner, ...changed.json<Tokens>(), password };
    }
    expect(await subjectsTo(client, owner.email)).toEqual(['Verify your email for Postern']);
    const { stdout } = await mails('list', '--state', 'mailbox', '--user', owner.email, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      mails: [{ kind: 'password-changed', last_failure: 'mail-budget' }, { kind: 'verify-link' }],
    });
    await restarted.stop();
    await letPass(settings, '51 minutes');
    const later = await restarted.restart();
    const [notice, ...others] = await mailbox(client, owner.email);
    expect(notice?.html).toContain('was changed 3 times, last on');
    expect(others.map(({ subject }) => subject)).toEqual(['Verify your email for Postern']);
    await later.stop();
  });

  test('a notice that waits is sent by the provider once, and no operator hurries it', {
    tag: '@any-database',
  }, async ({ installed }) => {
    const provider = await startMailProvider();
    const installation = await installed(provider.settings);
    const { server, settings, client, mails, users } = installation;
    const account = await registered(client);
    const sentTo = (email: string) => provider.delivered.filter(({ to }) => to === email);
    await expect.poll(() => sentTo(account.email).length, { timeout: 15_000 }).toBe(1);
    const link = /http\S+\/verify-email\/\S+/.exec(sentTo(account.email)[0]?.text ?? '')?.[0] ?? '';
    const { pathname } = new URL(link);
    expect((await client.post(`/auth${pathname}`, { password: account.password })).status).toBe(200);
    await server.stop();
    await sentBefore(settings, 10, '10 minutes');
    const restarted = await server.restart();
    expect(await users('send-reset', account.email)).toEqual(refused(1, '30 a day\\)\\. Try again later'));
    const owner = await signedIn(client, account);
    expect((await changePassword(client, owner, PASSWORD, ANOTHER_PASSWORD)).status).toBe(200);
    const listed = await mails('list', '--user', account.email, '--json');
    const [waiting] = JSON.parse(listed.stdout).mails;
    expect(waiting).toMatchObject({
      state: 'queued',
      kind: 'password-changed',
      last_failure: 'mail-budget',
      attempts: 0,
    });
    expect(await mails('retry', waiting.id)).toEqual(refused(1, 'is delayed by the mail limit of its recipient'));
    expect(await mails('retry', '--all')).toEqual(done('^0 mails'));
    expect(sentTo(account.email)).toHaveLength(1);
    await restarted.stop();
    await letPass(settings, '51 minutes');
    const later = await restarted.restart();
    await expect.poll(() => sentTo(account.email).length, { timeout: 15_000 }).toBe(2);
    expect(sentTo(account.email)[1]?.text).toMatch(/was\s+changed\s+on/);
    await later.stop();
    await provider.close();
  });

  test('an email that was never verified is sent links and no notices, and stays free for its owner', {
    tag: '@any-database',
  }, async ({ server }) => {
    const client = new Client(server.baseUrl);
    const owner = await signedIn(client);
    const changed = await changePassword(client, owner, PASSWORD, ANOTHER_PASSWORD);
    const { access } = changed.json<Tokens>();
    const email = uniqueEmail();
    const token = await askedForEmail(client, { ...owner, password: ANOTHER_PASSWORD, access }, email);
    const body = { password: ANOTHER_PASSWORD };
    expect((await client.post(`/auth/change-email/${token}/`, body, bearer({ access }))).status).toBe(200);
    expect(await subjectsTo(client, owner.email)).toEqual(['Verify your email for Postern']);
    await registered(client, { email: owner.email });

    const other = await signedIn(client);
    const deleted = await client.post('/auth/me/delete/', { password: PASSWORD }, bearer(other));
    expect([deleted.status, await mailbox(client, other.email)]).toEqual([200, []]);
  });

  test('a reset by its link verifies the address, which is told of it', { tag: '@any-database' }, async ({
    server,
  }) => {
    const client = new Client(server.baseUrl);
    const { email } = await registered(client);
    const path = `/auth/reset-password/${await resetToken(client, email)}/`;
    expect((await client.post(path, { password: ANOTHER_PASSWORD })).status).toBe(200);
    expect((await subjectsTo(client, email))[0]).toBe('Your Postern password was changed');
  });

  test('the present address is told at once that another was asked for, and how to cancel that', {
    tag: '@any-database',
  }, async ({ server }) => {
    const client = new Client(server.baseUrl);
    const owner = await verifiedOwner(client);
    const email = uniqueEmail();
    const token = await askedForEmail(client, owner, email);
    const [notice, ...others] = await mailbox(client, owner.email);
    expect(others.map(({ subject }) => subject)).toEqual(['Verify your email for Postern']);
    expect(notice?.subject).toBe('Email change requested for your Postern account');
    expect(notice?.text).toContain(email);
    expect(JSON.stringify(notice)).not.toContain(token);
    expect(notice?.links).toEqual([`${client.appUrl}/account/`, `${client.appUrl}/forgot-password/`]);
    // What the mail says to do.
    expect((await changePassword(client, owner, PASSWORD, ANOTHER_PASSWORD)).status).toBe(200);
    const late = await client.post(`/auth/change-email/${token}/`, { password: ANOTHER_PASSWORD });
    expect([late.status, late.json()]).toEqual([400, { token: ['Invalid or expired token.'] }]);
  });

  test('a rejected request sends no notice', { tag: '@any-database' }, async ({ server }) => {
    const client = new Client(server.baseUrl);
    const owner = await verifiedOwner(client);
    const taken = await registered(client);
    const before = await mailbox(client, owner.email);
    for (const [email, password] of [
      [taken.email, PASSWORD],
      [uniqueEmail(), 'not the password at all'],
      [owner.email, PASSWORD],
    ] as const) {
      expect((await askForEmail(client, { ...owner, password }, email)).status).toBe(400);
    }
    expect(await mailbox(client, owner.email)).toEqual(before);
  });

  test('a chain of changes tells each verified address, with the link that undoes it', {
    tag: '@any-database',
  }, async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ RATE_LIMITS: 'off' })).baseUrl);
    const owner = await verifiedOwner(client);
    const { email } = await changedEmail(client, owner);
    await changedEmail(client, { ...owner, email });
    expect(await subjectsTo(client, email)).toEqual([
      'Your Postern email was changed',
      'Email change requested for your Postern account',
      'Confirm your new email for Postern',
    ]);
  });
});
