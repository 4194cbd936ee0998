import { PASSWORD, redeemLink, registered, signedIn } from '../fixtures/accounts';
import { done, type Ended, refused } from '../fixtures/commands';
import { test as base, expect, type Installation } from '../fixtures/installation';
import { type ResendStandIn, startResend } from '../fixtures/resend';
import type { Settings } from '../fixtures/server';
import { dumped, stored } from '../fixtures/stored';

const UNKNOWN = '00000000-0000-7000-8000-000000000000';
const LEAVES_SOON = { timeout: 10_000 };

type Listed = { id: string; state: string; last_failure: string | null; expires_at: string };

const test = base.extend<{ sending: (more?: Settings) => Promise<Installation & { resend: ResendStandIn }> }>({
  /** An installation that sends by Resend. */
  sending: async ({ installed }, use) => {
    const resend = await startResend();
    await use(async (more = {}) => ({ ...(await installed({ ...resend.settings, ...more })), resend }));
    resend.close();
  },
});

const json = <Shape>({ code, stdout, stderr }: Ended): Shape => {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

const listed = async ({ mails }: Installation, ...args: string[]) =>
  json<{ mails: Listed[] }>(await mails('list', ...args, '--json')).mails;

/** Registers an account and waits until its mail has the given state and reason. Returns both. */
async function heldUp(installation: Installation, state: Partial<Listed>) {
  const account = await registered(installation.client);
  const about = ['--user', account.email];
  await expect.poll(() => listed(installation, ...about), { timeout: 15_000 }).toMatchObject([state]);
  const [mail] = await listed(installation, ...about);
  return { ...account, mail: mail?.id ?? '' };
}

test.describe('mail commands', { tag: ['@any-database', '@slow'] }, () => {
  test('operators see what waits and why, and neither a link nor a word of it', async ({ sending }) => {
    const installation = await sending();
    const { resend, mails, client } = installation;
    resend.refusal = { status: 429, headers: { 'Retry-After': '3600' } };
    const { email, id, mail } = await heldUp(installation, { state: 'queued', last_failure: 'http 429' });
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const inJson = await mails('list', '--json');
    expect(json(inJson)).toEqual({
      mails: [
        {
          id: mail,
          state: 'queued',
          kind: 'verify-link',
          user_id: id,
          email,
          created_at: instant,
          attempts: 1,
          next_attempt_at: instant,
          leased_until: null,
          last_failure: 'http 429',
          expires_at: instant,
          sent_at: null,
        },
      ],
      next_before: null,
    });
    const table = await mails('list');
    expect(table).toEqual(
      done(
        /^ID +STATE +KIND +USER +CREATED +ATTEMPTS +NEXT ATTEMPT +LAST FAILURE +EXPIRES\n.*queued +verify-link.*\n$/,
      ),
    );
    const [token = ''] = /[\w-]{43}/.exec(resend.tries[0]?.text ?? '') ?? [];
    expect(token).not.toBe('');
    for (const { stdout } of [inJson, table]) expect(stdout).not.toMatch(new RegExp(`${token}|http://|Hello|confirm`));

    const second = await registered(client);
    await expect.poll(() => resend.tries.length, LEAVES_SOON).toBe(2);
    const page = json<{ mails: object[]; next_before: string }>(await mails('list', '--limit', '1', '--json'));
    expect(page).toMatchObject({ mails: [{ email: second.email }] });
    expect(await listed(installation, '--before', page.next_before)).toMatchObject([{ id: mail }]);
    expect(await listed(installation, '--user', id)).toMatchObject([{ id: mail }]);
    expect(await listed(installation, '--state', 'failed')).toEqual([]);
    expect(await mails('list', '--state', 'sent')).toEqual(done('^No mails found.\n$'));
  });

  test('what waits for an hour, or for a provider that fails, goes out at once when it is retried', async ({
    sending,
  }) => {
    const installation = await sending();
    const { resend, mails } = installation;
    resend.refusal = { status: 429, headers: { 'Retry-After': '3600' } };
    const first = await heldUp(installation, { last_failure: 'http 429' });
    resend.refusal = { status: 500, headers: { 'Retry-After': '3600' } };
    const second = await heldUp(installation, { last_failure: 'http 500' });
    resend.refusal = null;
    expect(await mails('retry', first.mail)).toEqual(done('^1 mail will be retried now'));
    await expect.poll(() => resend.sent.map(({ to }) => to), LEAVES_SOON).toEqual([first.email]);
    expect(json(await mails('retry', '--all', '--json'))).toEqual({ retried: 1, skipped: [] });
    await expect.poll(() => resend.sent.map(({ to }) => to), LEAVES_SOON).toEqual([first.email, second.email]);
    await expect.poll(() => listed(installation), LEAVES_SOON).toEqual([]);
    expect(await listed(installation, '--state', 'sent')).toMatchObject([
      { id: second.mail, kind: null, last_failure: null },
      { id: first.mail, attempts: 2 },
    ]);
    expect(await mails('retry', first.mail)).toEqual(refused(1, `${first.mail} was sent`));
    expect(await mails('discard', first.mail)).toEqual(refused(1, `${first.mail} was sent`));
  });

  test('a rejected mail is failed, and a retry sends it once, under the same idempotency key', async ({ sending }) => {
    const installation = await sending();
    const { resend, mails, server } = installation;
    resend.refusal = { status: 422 };
    const { email, mail } = await heldUp(installation, { state: 'failed', last_failure: 'http 422' });
    expect(await listed(installation)).toMatchObject([{ kind: 'verify-link', next_attempt_at: null }]);
    expect(resend.tries).toHaveLength(1);
    resend.refusal = null;
    expect(await mails('retry', '--all')).toEqual(done('^1 mail will be retried'));
    await expect.poll(() => resend.sent, LEAVES_SOON).toMatchObject([{ to: email, key: mail }]);
    await expect.poll(() => listed(installation, '--state', 'sent'), LEAVES_SOON).toMatchObject([{ id: mail }]);
    expect(resend.tries.map(({ key }) => key)).toEqual([mail, mail]);
    await server.stop();
    expect(resend.sent).toHaveLength(1);
  });

  test('a mail that is dropped is wiped and never sent, and dropping it twice is no error', async ({ sending }) => {
    const installation = await sending();
    const { resend, mails, settings, server } = installation;
    resend.refusal = { status: 500, headers: { 'Retry-After': '3600' } };
    const waiting = await heldUp(installation, { last_failure: 'http 500' });
    resend.refusal = { status: 422 };
    const failed = await heldUp(installation, { state: 'failed' });
    resend.refusal = null;
    expect(await mails('discard', waiting.mail)).toEqual(done('^1 mail discarded'));
    expect(json(await mails('discard', waiting.mail, '--json'))).toEqual({
      discarded: 0,
      skipped: [{ id: waiting.mail, reason: 'wiped' }],
    });
    expect(json(await mails('discard', '--failed', '--json'))).toEqual({ discarded: 1, skipped: [] });
    const given = { state: 'failed', kind: null, last_failure: 'discarded' };
    expect(await listed(installation)).toMatchObject([
      { id: failed.mail, ...given },
      { id: waiting.mail, ...given },
    ]);
    expect(await mails('retry', waiting.mail)).toEqual(refused(1, `${waiting.mail} was discarded`));
    expect(await mails('retry', '--all')).toEqual(
      done(/^0 mails will .*\n\nID +SKIPPED BECAUSE IT\n.*was discarded.*\n.*\n$/s),
    );
    await server.stop();
    expect(resend.sent).toEqual([]);
    expect(await dumped(settings)).toContain(waiting.mail);
  });

  test('what a worker is sending is left to it', async ({ sending }) => {
    const installation = await sending();
    const { resend, mails, server, settings } = installation;
    resend.refusal = { status: 500, headers: { 'Retry-After': '3600' } };
    const { email, mail: id } = await heldUp(installation, { last_failure: 'http 500' });
    await server.stop();
    resend.refusal = null;
    // A worker has it for ten seconds at most: on a busy machine that is shorter than the start of a command.
    const leaseUntil = (end: string) => stored(settings, `UPDATE queued_mails SET leased_until = ${end}`);
    await leaseUntil("now() + interval '1 hour'");
    const beingSent = refused(1, `${id} is being sent now: try again`);
    expect(await mails('discard', id)).toEqual(beingSent);
    expect(await mails('retry', id)).toEqual(beingSent);
    expect(await listed(installation)).toMatchObject([{ id, leased_until: expect.any(String) }]);
    await leaseUntil('now()');
    expect(await mails('retry', id)).toEqual(done('^1 mail will be retried .* when the server starts'));
    await server.restart();
    await expect.poll(() => resend.sent.map(({ to }) => to), LEAVES_SOON).toEqual([email]);
  });

  test('a mail whose link has expired is not sent, whatever an operator says', async ({ sending }) => {
    const installation = await sending({ RESET_TOKEN_SECONDS: '20' });
    const { resend, mails, client } = installation;
    const { email } = await registered(client);
    await expect.poll(() => resend.sent.length, LEAVES_SOON).toBe(1);
    resend.refusal = { status: 422 };
    expect((await client.post('/auth/reset-password/', { email })).status).toBe(200);
    await expect.poll(() => listed(installation), LEAVES_SOON).toMatchObject([{ state: 'failed', kind: 'reset-link' }]);
    const [mail] = await listed(installation);
    resend.refusal = null;
    await expect.poll(() => new Date().toISOString() > (mail?.expires_at ?? ''), { timeout: 30_000 }).toBe(true);
    expect(await mails('retry', mail?.id ?? '')).toEqual(refused(1, `${mail?.id} has expired`));
    expect(json(await mails('retry', '--all', '--json'))).toEqual({
      retried: 0,
      skipped: [{ id: mail?.id, reason: 'expired' }],
    });
    expect(await listed(installation)).toMatchObject([{ state: 'failed', last_failure: 'http 422' }]);
    expect(resend.sent).toHaveLength(1);
  });

  test('a failed mail is deleted with its account, and a notice of deletion names no user and can be discarded', async ({
    sending,
  }) => {
    const installation = await sending();
    const { resend, mails, users, client, settings, server } = installation;
    resend.refusal = { status: 422 };
    const refusedOne = await heldUp(installation, { state: 'failed' });
    // A notice of deletion goes to a verified email only.
    const [token = ''] = /[\w-]{43}/.exec(resend.tries[0]?.text ?? '') ?? [];
    expect((await redeemLink(client, 'verify-email', token)).status).toBe(200);
    resend.refusal = { status: 500, headers: { 'Retry-After': '3600' } };
    expect(await users('delete', refusedOne.email, '--yes')).toEqual(done('^Deleted'));
    const deletionNotice = {
      state: 'queued',
      kind: 'account-deleted',
      user_id: null,
      email: null,
      last_failure: 'http 500',
    };
    await expect.poll(() => listed(installation), LEAVES_SOON).toMatchObject([deletionNotice]);
    const [mail] = await listed(installation);
    expect(await mails('discard', mail?.id ?? '')).toEqual(done('^1 mail discarded'));
    expect(await mails('discard', mail?.id ?? '')).toEqual(refused(3, 'was not found'));
    expect((await client.post('/auth/token/', { email: refusedOne.email, password: PASSWORD })).status).toBe(401);
    await server.stop();
    const rest = await dumped(settings);
    for (const id of [refusedOne.mail, mail?.id ?? '']) expect(rest).not.toContain(id);
  });

  test('the commands do without a running server, which sends what was retried when it starts', async ({ sending }) => {
    const installation = await sending();
    const { resend, mails, server } = installation;
    resend.refusal = { status: 422 };
    const { email } = await heldUp(installation, { state: 'failed' });
    await server.stop();
    resend.refusal = null;
    expect(await listed(installation)).toMatchObject([{ state: 'failed', email }]);
    expect(await mails('retry', '--all')).toEqual(done('^1 mail will be retried .* when the server starts'));
    expect(resend.sent).toEqual([]);
    const again = await server.restart();
    await expect.poll(() => resend.sent.map(({ to }) => to), LEAVES_SOON).toEqual([email]);
    await again.stop();
  });

  test('what is asked wrongly ends with 2, which mail is not there with 3, and nothing is sent without a provider', async ({
    installation,
  }) => {
    const { mails } = installation;
    for (const [args, words] of [
      [[], 'Name a command. npm run mails -- --help'],
      [['conjure'], "Unknown command 'conjure'"],
      [['retry'], 'Name a mail by ID, or use --all'],
      [['retry', UNKNOWN, '--all'], 'Name a mail by ID, or use --all'],
      [['retry', '--failed'], 'Unknown option'],
      [['retry', '7'], 'The ID of a mail is a UUID'],
      [['discard'], 'Name a mail by ID, or use --failed'],
      [['discard', UNKNOWN, '--failed'], 'Name a mail by ID, or use --failed'],
      [['discard', '--all'], 'Unknown option'],
      [['discard', UNKNOWN, UNKNOWN], "Too many arguments for 'discard'"],
      [['list', '--state', 'lost'], '--state must be one of queued, failed, sent, mailbox'],
      [['list', '--limit', '0'], '--limit must be'],
      [['list', '--before', 'x'], '--before must be the ID of a mail'],
      [['list', '--user', 'somebody'], '"somebody" is neither'],
    ] as const) {
      expect(await mails(...args)).toEqual(refused(2, words));
    }
    expect(await mails('--help')).toEqual(done('^Usage: npm run mails'));
    expect(await mails('discard', UNKNOWN)).toEqual(refused(3, `${UNKNOWN} was not found`));
    expect(await mails('list', '--user', 'nobody@example.com')).toEqual(refused(3, 'No user'));
    expect(await mails('retry', '--all')).toEqual(refused(1, 'set a mail provider'));
    expect(await mails('retry', UNKNOWN)).toEqual(refused(1, 'set a mail provider'));
  });

  test('a mail of the mailbox is listed by its state, and cannot be dropped', async ({ installed }) => {
    const installation = await installed();
    const { email } = await signedIn(installation.client);
    expect(await listed(installation)).toEqual([]);
    const [mail] = await listed(installation, '--state', 'mailbox', '--user', email);
    expect(mail).toMatchObject({ state: 'mailbox', kind: 'verify-link', email, next_attempt_at: null });
    const ended = await installation.mails('discard', mail?.id ?? '');
    expect(ended).toEqual(refused(1, 'is in the mailbox and is never sent'));
  });
});
