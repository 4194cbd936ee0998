import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import {
  ANOTHER_PASSWORD,
  browserSession,
  PASSWORD,
  registered,
  resetLink,
  signedIn,
  tokenIn,
  uniqueWord,
} from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { command, done, type Ended, refused, run } from '../fixtures/commands';
import { emptyDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { expect, test } from '../fixtures/installation';
import { expectInvalid, linksOfEveryPurpose } from '../fixtures/links';
import { temporaryFolder } from '../fixtures/run-folder';
import { environment } from '../fixtures/server';
import { stored } from '../fixtures/stored';

const projectDir = path.resolve(import.meta.dirname, '..', '..');

const json = <Shape>({ code, stdout, stderr }: Ended): Shape => {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

const bearer = (access: string) => ({ Authorization: `Bearer ${access}` });

type Events = { events: { event: string; detail: string | null; actor: string; address: string | null }[] };

test.describe('operators’ commands', { tag: '@slow' }, () => {
  test('operators list users, newest first, page by page', async ({ installation }) => {
    const { users } = installation;
    const client = new Client(installation.server.baseUrl);
    const word = uniqueWord();
    const [first, second, third] = [
      await registered(client, { email: `one_${word}@example.com` }),
      await registered(client, { email: `two-${word}@example.com` }),
      await registered(client, { email: `three-${word}@example.com` }),
    ];
    const page = json<{ users: object[]; next_before: string }>(
      await users('list', '--search', word.toUpperCase(), '--limit', '2', '--json'),
    );
    expect(page).toEqual({
      users: [third, second].map(({ id, email }) => ({
        id,
        email,
        email_verified: false,
        disabled_at: null,
        last_sign_in_at: null,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      })),
      next_before: second.id,
    });
    const rest = json<{ users: object[] }>(
      await users('list', '--search', word, '--before', page.next_before, '--json'),
    );
    expect(rest).toMatchObject({ users: [{ id: first.id }], next_before: null });
    // Neither is a wildcard.
    expect(json(await users('list', '--search', 'e_o', '--json'))).toMatchObject({ users: [] });
    expect(json(await users('list', '--search', `e_${word}`, '--json'))).toMatchObject({ users: [{ id: first.id }] });
    expect(json(await users('list', '--search', '%', '--json'))).toMatchObject({ users: [] });
    const table = await users('list', '--search', word);
    expect(table).toEqual(done(/^ID +EMAIL +VERIFIED +DISABLED +CREATED\n/));
    const lines = table.stdout.trimEnd().split('\n');
    const column = lines[0]?.indexOf('VERIFIED');
    expect(lines.slice(1).map((line) => line.slice(column, (column ?? 0) + 4))).toEqual(['no  ', 'no  ', 'no  ']);
  });

  test('a disabled account is out at once and cannot sign in, until it is enabled', async ({ installation }) => {
    const { users, audit } = installation;
    const client = new Client(installation.server.baseUrl);
    const account = await signedIn(client);
    const { email, id, access, refresh } = account;
    const cookie = await browserSession(client, account);
    expect(await users('disable', email)).toEqual(done(`^Disabled ${email} \\(${id}\\); 2 sessions ended.\n$`));
    expect((await client.get('/auth/me/', bearer(access))).status).toBe(401);
    expect((await client.get('/auth/me/', { Cookie: cookie })).status).toBe(401);
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(401);
    const right = await client.post('/auth/token/', { email, password: PASSWORD });
    const wrong = await client.post('/auth/token/', { email, password: 'not the password' });
    expect([right.status, right.text]).toEqual([401, wrong.text]);

    expect(await users('disable', id)).toEqual(done('is already disabled'));
    expect(json(await users('list', '--search', email, '--json'))).toMatchObject({
      users: [{ disabled_at: expect.any(String) }],
    });
    expect(await users('send-reset', email)).toEqual(refused(1, 'is disabled'));

    expect(await users('enable', email)).toEqual(done('^Enabled'));
    expect(await users('enable', email)).toEqual(done('is already enabled'));
    expect((await client.get('/auth/me/', bearer(access))).status).toBe(401);
    await signedIn(client, account);

    const { events } = json<Events>(await audit('--user', email, '--json'));
    expect(events.filter(({ actor }) => actor === 'operator')).toMatchObject([
      { event: 'user_updated', detail: 'enabled', address: null, agent: null },
      { event: 'user_archived', detail: 'disabled', address: null, agent: null },
    ]);
  });

  test('every mailed link of a disabled account is dead, and enabling the account revives none', {
    tag: '@any-database',
  }, async ({ installation }) => {
    const { users } = installation;
    const client = new Client(installation.server.baseUrl);
    const { links, accounts } = await linksOfEveryPurpose(client);
    const [owner, other] = accounts;
    for (const { id } of accounts) expect(await users('disable', id)).toEqual(done('^Disabled'));
    await expectInvalid(client, links);
    for (const { id } of accounts) expect(await users('enable', id)).toEqual(done('^Enabled'));
    await expectInvalid(client, links);
    // The former address could be taken back by its link alone.
    expect((await registered(client, { email: other.email })).email).toBe(other.email);
    await signedIn(client, owner);
  });

  test('operators end the sessions of a user, and see which users are signed in', async ({ installation }) => {
    const { users, audit } = installation;
    const client = new Client(installation.server.baseUrl);
    const { email, id, access } = await signedIn(client);
    expect(json(await users('show', id.toUpperCase(), '--json'))).toMatchObject({
      user: { id, email, disabled_at: null, password_set_at: expect.any(String) },
      sessions: [{ id: expect.any(String), address: expect.stringMatching(/^127\./) }],
      mails: expect.any(Object),
      events: [{ event: 'authn_login_success' }, { event: 'authn_token_created' }, { event: 'user_created' }],
    });
    expect(await users('show', email)).toEqual(done(/1 active session\nID +CREATED/));
    expect(await users('end-sessions', email)).toEqual(done('^Ended 1 session of'));
    expect((await client.get('/auth/me/', bearer(access))).status).toBe(401);
    expect(json(await users('end-sessions', email, '--json'))).toEqual({ id, email, sessions_ended: 0 });
    const { events } = json<Events>(
      await audit('--user', email, '--event', 'authn_token_revoked', '--since', '1h', '--json'),
    );
    expect(events).toMatchObject([{ detail: 'sessions-ended', actor: 'operator' }]);
  });

  test('operators see when a user signed in last, also after the session has ended', { tag: '@any-database' }, async ({
    installation,
  }) => {
    const { users } = installation;
    const client = new Client(installation.server.baseUrl);
    const account = await registered(client);
    const lastSignIn = async () => {
      const listed = json<{ users: { last_sign_in_at: string | null }[] }>(
        await users('list', '--search', account.email, '--json'),
      );
      const shown = json<{ user: { last_sign_in_at: string | null } }>(await users('show', account.id, '--json'));
      expect(listed.users).toMatchObject([{ last_sign_in_at: shown.user.last_sign_in_at }]);
      return shown.user.last_sign_in_at;
    };
    expect(await lastSignIn()).toBeNull();
    await client.post('/auth/token/', { email: account.email, password: 'not the password' });
    expect(await lastSignIn()).toBeNull();
    const { refresh } = await signedIn(client, account);
    const first = await lastSignIn();
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    await client.post('/auth/token/refresh/', { refresh });
    await client.post('/auth/token/blacklist/', { refresh });
    expect(await lastSignIn()).toBe(first);
    await browserSession(client, account);
    expect(Date.parse((await lastSignIn()) ?? '')).toBeGreaterThan(Date.parse(first ?? ''));
    expect(await users('show', account.id)).toEqual(done(/\nlast sign-in +\d{4}-/));
  });

  test('a reset link that an operator has mailed works, and counts in the budget of its recipient', async ({
    installation,
  }) => {
    const { users } = installation;
    const client = new Client(installation.server.baseUrl);
    const account = await registered(client);
    const { email } = account;
    expect(await users('send-reset', email)).toEqual(done('was sent to'));
    const token = tokenIn(await resetLink(client, email));
    expect(await users('send-reset', email)).toEqual(refused(1, 'Try again later'));
    expect((await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD })).status).toBe(200);
    await signedIn(client, { ...account, password: ANOTHER_PASSWORD });
  });

  test('what an operator has mailed is sent by the running server', async ({ installed }) => {
    const sent: string[] = [];
    const resend = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      sent.push(Buffer.concat(chunks).toString());
      response.end(JSON.stringify({ id: 'sent' }));
    }).listen(0, '127.0.0.1');
    await once(resend, 'listening');
    const { port } = resend.address() as AddressInfo;
    const { client, users } = await installed({
      RESEND_API_KEY: 're_test',
      RESEND_BASE_URL: `http://127.0.0.1:${port}`,
    });
    const { email } = await registered(client);
    expect(await users('send-reset', email)).toEqual(done('was sent to'));
    await expect.poll(() => sent.filter((body) => body.includes('/reset-password/')).length).toBe(1);
    resend.close();
  });

  test('a user is deleted only when that is confirmed, and leaves nothing', async ({ installation }) => {
    const { users, audit } = installation;
    const client = new Client(installation.server.baseUrl);
    const { email, id, access } = await signedIn(client);
    expect(await users('delete', email)).toEqual(refused(2, `would delete ${email} .* 1 active session .*--yes`));
    expect((await client.get('/auth/me/', bearer(access))).status).toBe(200);
    expect(await users('delete', email, '--yes')).toEqual(done('^Deleted'));
    expect((await client.get('/auth/me/', bearer(access))).status).toBe(401);
    expect(await users('delete', email, '--yes')).toEqual(refused(3, 'No user with this email'));
    const [event] = json<{ events: { user_id: string }[] }>(
      await audit('--event', 'user_deleted', '--limit', '1', '--json'),
    ).events;
    expect(event).toMatchObject({ actor: 'operator', user_id: expect.not.stringContaining(id) });
    expect(json<Events>(await audit('--user', event?.user_id ?? '', '--json')).events.length).toBeGreaterThan(1);

    const again = await registered(client, { email });
    expect(again.id).not.toBe(id);
    expect(json(await users('show', email, '--json'))).toMatchObject({
      user: { id: again.id },
      sessions: [],
      events: [{ event: 'authn_token_created' }, { event: 'user_created' }],
    });
  });

  test('wrong usage ends with 2, an unknown user or mail with 3', async ({ installation }) => {
    const { users, audit } = installation;
    for (const args of [
      ['show', 'nobody@example.com'],
      ['disable', '00000000-0000-7000-8000-000000000000'],
    ]) {
      expect(await users(...args)).toEqual(refused(3, 'No user with this email or ID was found'));
    }
    expect(await audit('--user', 'nobody@example.com', '--json')).toEqual(refused(3, 'No user'));
    for (const [args, words] of [
      [[], 'Name a command. npm run users -- --help'],
      [['conjure'], "Unknown command 'conjure'. npm run users -- --help"],
      [['lst'], "Unknown command 'lst'. Did you mean list\\?"],
      [['show'], "Missing required argument 'email-or-id'. npm run users -- show --help"],
      [['show', 'somebody'], '"somebody" is neither'],
      [['show', 'a@example.com', 'b@example.com'], "Too many arguments for 'show'"],
      [['show', '\u001b[2J'], '\\\\u001b\\[2J'],
      [['list', '--limit', '0'], '--limit must be'],
      [['list', '--limit', '1e2'], '--limit must be'],
      [['list', '--before', 'x'], '--before must be'],
      [['list', '--yes'], "Unknown option '--yes'. npm run users -- list --help"],
      [['list', '--limt', '5'], "Unknown option '--limt'. Did you mean --limit\\?"],
      [['list', '--limit'], "Option '--limit <number>' argument missing"],
      [['list', '--\u001b[2J'], 'Unknown option .--\\\\u001b\\[2J'],
      [['enable', 'a@example.com', '--yes'], 'Unknown option'],
    ] as const) {
      expect(await users(...args)).toEqual(refused(2, words));
    }
    expect(await audit('--since', 'yesterday')).toEqual(refused(2, '--since must be'));
    expect(await audit('--event', 'x')).toEqual(refused(2, '--event must be one of authn_login_success'));
    expect(await audit('x')).toEqual(refused(2, 'Too many arguments. .* npm run audit -- --help'));
    expect(await users('--help')).toEqual(done('^Usage: npm run users'));
    expect(await users('list', '--help')).toEqual(done('^Usage: npm run users -- list'));
    expect(await audit('--help')).toEqual(done('^Usage: npm run audit'));
  });

  test('the commands do without a running server, and nothing stored can steer a terminal', async ({ installed }) => {
    const { settings, server, client, users } = await installed();
    const { email } = await signedIn(client);
    await server.stop();
    await stored(settings, String.raw`UPDATE sessions SET user_agent_label = E'\x1b[2J\u009b\u202e'`);
    const shown = await users('show', email);
    expect(shown).toEqual(done(/\\u001b\[2J\\u009b\\u202e/));
    expect(shown.stdout).toMatch(/^[\x20-\x7e\n]*$/);
    const inJson = await users('show', email, '--json');
    expect(inJson.stdout).toMatch(/^[\x20-\x7e\n]*$/);
    expect(json(inJson)).toMatchObject({ sessions: [{ agent: '\u001b[2J\u009b\u202e' }] });
    expect(await users('disable', email)).toEqual(done('1 session ended'));
    const again = await server.restart();
    expect((await client.post('/auth/token/', { email, password: PASSWORD })).status).toBe(401);
    await again.stop();
  });

  test('a database that cannot be used ends a command with 1 and a line that says so', async ({ database }) => {
    const settings = await emptyDatabase(database);
    expect(await command('users', ['list'], settings)).toEqual(refused(1, 'start the server once with npm start'));
    if (database === 'pglite') return;
    const away = { ...settings, DATABASE_URL: `postgresql://postgres@127.0.0.1:${await freePort()}/x` };
    expect(await command('users', ['list'], away)).toEqual(
      refused(1, 'The database is unavailable \\(ECONNREFUSED\\)'),
    );
    const { AUTH_SECRET, ...withoutSecret } = settings;
    expect(await command('users', ['list'], withoutSecret)).toEqual(refused(1, 'AUTH_SECRET must be set'));
  });

  test('before anything is installed the commands say what to do', { tag: '@any-database' }, async () => {
    const clone = await temporaryFolder('clone');
    await cp(path.join(projectDir, 'package.json'), path.join(clone, 'package.json'));
    await cp(path.join(projectDir, 'scripts'), path.join(clone, 'scripts'), { recursive: true });
    for (const script of ['users', 'audit', 'mails']) {
      const ended = await run('npm', ['run', '--silent', script], { cwd: clone, env: environment({}) });
      expect(ended).toEqual(refused(1, 'start the server once with npm start'));
    }
    await rm(clone, { recursive: true });
  });
});
