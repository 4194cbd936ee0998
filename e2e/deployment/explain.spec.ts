import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { FORGERIES } from '../api/jwt';
import {
  type Account,
  ANOTHER_PASSWORD,
  bearer,
  browserSession,
  linkTo,
  PASSWORD,
  registered,
  resetToken,
  signedIn,
  type Tokens,
  tokenTo,
  UNKNOWN_RESET_TOKEN,
} from '../fixtures/accounts';
import { APPS, appTokens } from '../fixtures/apps';
import { Client } from '../fixtures/client';
import { command, done, run } from '../fixtures/commands';
import { freshDatabase } from '../fixtures/databases';
import { freePort } from '../fixtures/free-port';
import { invited } from '../fixtures/invitations';
import { environment, type Settings, startServer, type TestServer } from '../fixtures/server';
import { test as base, expect } from '../fixtures/test';

const projectDir = path.resolve(import.meta.dirname, '..', '..');
const preload = pathToFileURL(path.join(projectDir, 'e2e', 'fixtures', 'preload', 'clock.mjs')).href;

type Reason = { cause: string; message: string; found: string; expected: string };
type Explained = { subject: string; kind: string; good: boolean; reasons: Reason[]; notes: string[] };

/** Lifetimes that a clock can be set past one by one. */
const LIFETIMES = {
  ACCESS_TOKEN_SECONDS: '3000',
  RESET_TOKEN_SECONDS: '2000',
  INVITATION_SECONDS: '6000',
  REFRESH_TOKEN_SECONDS: '10000',
  SESSION_MAX_SECONDS: '15000',
};

/** A server whose clock can be set, and that of its commands with it. */
class Installation {
  readonly settings: Settings;
  server: TestServer;
  client: Client;

  constructor(server: TestServer) {
    this.settings = server.settings;
    this.server = server;
    this.client = new Client(server.baseUrl);
  }

  async setClock(seconds: number): Promise<void> {
    await writeFile(this.settings.CLOCK_FILE ?? '', `${seconds}`);
    process.kill(this.server.pid, 'SIGUSR2');
    await expect.poll(() => this.server.logs()).toContain(`the clock is ${seconds * 1000} ms ahead`);
  }

  run(script: 'users' | 'invitations' | 'explain', ...args: string[]) {
    return command(script, args, this.server.settings);
  }

  /** What is said of a token, which it never repeats, and which decides the exit code. */
  async explain(token: string, ...options: string[]): Promise<Explained> {
    const { code, stdout, stderr } = await this.run('explain', token, ...options, '--json');
    expect(stderr).toBe('');
    const explained = JSON.parse(stdout) as Explained; // what the command prints
    expect(code).toBe(explained.good ? 0 : 1);
    expect(explained.reasons.length === 0).toBe(explained.good);
    const hash = createHash('sha256').update(token);
    for (const secret of [token, token.split('.')[2] ?? token, hash.copy().digest('hex'), hash.digest('base64url')]) {
      if (secret.length > 20) expect(stdout).not.toContain(secret);
    }
    return explained;
  }

  async refused(token: string, cause: string, words: RegExp, ...options: string[]): Promise<Reason> {
    const { reasons } = await this.explain(token, ...options);
    const reason = reasons.find((each) => each.cause === cause);
    expect([cause, reasons]).toEqual([cause, expect.arrayContaining([expect.objectContaining({ cause })])]);
    if (!reason) throw new Error(cause);
    expect(reason.message).toMatch(words);
    expect([reason.found, reason.expected].every((value) => value.length > 0)).toBe(true);
    return reason;
  }
}

const test = base.extend<object, { installation: Installation }>({
  installation: [
    async ({ database }, use) => {
      const data = await freshDatabase(database);
      const CLOCK_FILE = path.join(data.DATA_DIR ?? '', 'clock');
      await writeFile(CLOCK_FILE, '0');
      const settings = {
        ...data,
        ...LIFETIMES,
        APPS,
        CLOCK_FILE,
        NODE_OPTIONS: `--import=${preload}`,
        PORT: `${await freePort()}`,
        RATE_LIMITS: 'off',
        ROTATE_REFRESH_TOKENS: 'true',
      };
      const installation = new Installation(await startServer(settings));
      await use(installation);
      await installation.server.kill();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

const isAccepted = async (client: Client, { access }: { access: string }): Promise<boolean> =>
  (await client.get('/auth/me/', bearer({ access }))).status === 200;

const refreshed = (client: Client, refresh: string) => client.post('/auth/token/refresh/', { refresh });

const another = (client: Client, account: Account) => signedIn(client, account);

test.describe('npm run explain', { tag: '@slow' }, () => {
  // In this order, on one server: the first test to be here leaves its clock and its settings alone.
  test.describe.configure({ mode: 'default' });

  test('tells what happened in a request, or what is recorded and for how long', async ({ installation }) => {
    const { client } = installation;
    const account = await registered(client);
    await client.post(
      '/auth/token/',
      { email: account.email, password: 'not the password' },
      { 'X-Request-Id': '-the-wrong-guess' },
    );
    const known = await installation.run('explain', '-the-wrong-guess');
    expect(known).toEqual(done(/^Request -the-wrong-guess, oldest event first:\n/));
    expect(known.stdout).toMatch(/authn_login_fail +- +\S+ +client +\S+ .*warn +sign-in failed/);
    expect(known.stdout).toContain(account.id);

    const unknown = await installation.run('explain', 'no-such-request');
    expect(unknown).toMatchObject({ code: 3, stderr: '' });
    expect(unknown.stdout).toMatch(/^Nothing is recorded of a request with this ID\. .* and this has 15\./);
    // It may be a link's token whose end was not copied.
    expect(unknown.stdout).not.toContain('no-such-request');
    const asJson = await installation.run('explain', 'no-such-request', '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ request_id: null, length: 15, events: [] });
    expect(unknown.stdout).toMatch(/for 180 days/);

    expect(await installation.run('explain')).toMatchObject({ code: 2, stdout: '' });
    expect(await installation.run('explain', 'x', '--as', 'cookie')).toMatchObject({
      code: 2,
      stderr: '--as must be access or refresh.\n',
    });
    expect(await installation.run('explain', 'a'.repeat(20_000))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Refused: this is longer than any token of Postern/),
    });
  });

  // More than sixty commands, which a running server answers in half the time that a database takes.
  test('names the cause of every refused token, with both values, and never the token', { tag: '@pglite' }, async ({
    installation,
  }) => {
    test.setTimeout(400_000);
    const { client } = installation;
    const good = await signedIn(client);
    const cookies = [await browserSession(client, good), await browserSession(client, good)];
    const cookieTokens = cookies.map((cookie) => cookie.split('=')[1] ?? '');
    const printed = await invited(installation.settings);
    const oldReset = await resetToken(client, good.email);

    // What is good is said to be good, as what it is.
    for (const token of [good.access, `Bearer ${good.access}`, good.refresh, printed.link, oldReset, cookieTokens[0]]) {
      expect(await installation.explain(token ?? '')).toMatchObject({ good: true, reasons: [] });
    }
    const words = await installation.run('explain', good.access);
    expect(words).toEqual(done(/^Good: this is an access token that is accepted here\.\n/));

    // The form, the algorithm, the key and the signature.
    const forged: [name: keyof typeof FORGERIES, cause: string, words: RegExp][] = [
      ['three words', 'malformed', /no token of Postern/],
      ['a header that is a list', 'malformed', /form of a JSON Web Token/],
      ['only the header', 'truncated', /was truncated/],
      ['a signature cut short', 'truncated', /was truncated/],
      ['alg none', 'algorithm', /the algorithm none/],
      ['HS256 keyed with nothing', 'algorithm', /the algorithm HS256/],
      ["a stranger's key under its own kid", 'unknown_key', /none of this installation/],
      ["a stranger's key under the genuine kid", 'bad_signature', /signature does not match/],
      ['another subject', 'bad_signature', /token was changed/],
    ];
    const [key] = (await client.get('/.well-known/jwks.json')).json<{ keys: never[] }>().keys;
    for (const [name, cause, said] of forged) {
      const token = FORGERIES[name]?.(good.access, key as never) ?? '';
      expect([name, await isAccepted(client, { access: token })]).toEqual([name, false]);
      await installation.refused(token, cause, said);
    }
    await installation.refused('hello!', 'malformed', /neither a token of Postern nor a request ID/);
    await installation.refused(UNKNOWN_RESET_TOKEN, 'unknown_token', /No link, invitation, session cookie or request/);

    // The type.
    const { id_token: idToken } = await appTokens(client, { cookie: cookies[0] ?? '' });
    expect(await installation.explain(idToken)).toMatchObject({ good: true, kind: 'ID token' });
    for (const [token, as, found] of [
      [good.refresh, 'access', 'refresh'],
      [idToken, 'access', 'id'],
      [good.access, 'refresh', 'access'],
    ] as const) {
      const reason = await installation.refused(
        token,
        'wrong_type',
        new RegExp(`it is ${found}, where ${as}`),
        '--as',
        as,
      );
      expect(reason).toMatchObject({ found, expected: as });
    }

    // Sessions that ended, and by what.
    const signedOut = await another(client, good);
    await client.post('/auth/token/blacklist/', { refresh: signedOut.refresh }, { 'X-Request-Id': 'the-sign-out' });
    expect(await isAccepted(client, signedOut)).toBe(false);
    const bySignOut =
      /ended 20.*: user signed out \(audit event authn_token_revoked sign-out, by client, .*the-sign-out\)/;
    await installation.refused(signedOut.access, 'session_ended', bySignOut);
    await installation.refused(signedOut.refresh, 'session_ended', bySignOut);

    const byOperator = await signedIn(client);
    await installation.run('users', 'end-sessions', byOperator.email);
    await installation.refused(byOperator.access, 'session_ended', /sessions ended \(.*by operator/);

    const changing = await signedIn(client);
    const bystander = await another(client, changing);
    const change = { current_password: PASSWORD, password: ANOTHER_PASSWORD };
    expect((await client.post('/auth/change-password/', change, bearer(changing))).status).toBe(200);
    await installation.refused(
      bystander.access,
      'session_ended',
      /password changed \(audit event authn_password_change/,
    );
    expect((await refreshed(client, changing.refresh)).status).toBe(401);
    await installation.refused(changing.refresh, 'refresh_superseded', /superseded: a change of the password/);

    // Refresh tokens that were replaced.
    const rotating = await signedIn(client);
    const second = (await refreshed(client, rotating.refresh)).json<Tokens>();
    const exchanged = await installation.explain(rotating.refresh);
    expect(exchanged).toMatchObject({ good: true, notes: [expect.stringContaining('REFRESH_REUSE_SECONDS')] });
    expect((await refreshed(client, second.refresh)).status).toBe(200);
    await installation.refused(rotating.refresh, 'refresh_reused', /replaced by a newer one/);
    expect((await refreshed(client, rotating.refresh)).status).toBe(401);
    await installation.refused(second.access, 'session_ended', /refresh token reused: session ended/);

    // Users who are disabled or deleted.
    const disabled = await signedIn(client);
    await installation.run('users', 'disable', disabled.email);
    expect(await isAccepted(client, disabled)).toBe(false);
    await installation.refused(disabled.access, 'user_disabled', /account was disabled 20/);
    const deleted = await signedIn(client);
    await client.post('/auth/me/delete/', { password: PASSWORD }, bearer(deleted));
    expect(await isAccepted(client, deleted)).toBe(false);
    await installation.refused(deleted.access, 'user_deleted', /account was deleted/);

    // Links and invitations.
    const resetting = await registered(client);
    const revoked = await resetToken(client, resetting.email);
    const used = await resetAnother(client, resetting.email, revoked);
    await client.post(`/auth/reset-password/${used}/`, { password: ANOTHER_PASSWORD });
    await installation.refused(used, 'link_used', /was used, and a link works once: password changed by a mailed link/);
    await installation.refused(revoked, 'link_revoked', /was revoked: password changed by a mailed link/);
    const verifying = await registered(client);
    const toVerify = await linkTo(client, verifying.email, 'verify-email');
    expect(await installation.explain(toVerify)).toMatchObject({ good: true, kind: 'link to verify the email' });
    await client.post(`/auth/verify-email/${await tokenTo(client, verifying.email, 'verify-email')}/`, {
      password: PASSWORD,
    });
    await installation.refused(toVerify, 'link_used', /was used, and a link works once: email verified/);
    const withdrawn = await invited(installation.settings);
    await installation.run('invitations', 'revoke', withdrawn.id);
    await installation.refused(withdrawn.token, 'link_revoked', /invitation was revoked/);

    // A token whose account a test has moved: what it says itself is still good.
    const moved = await signedIn(client);
    await client.post('/mailbox/later/', { email: moved.email, seconds: 4000 });
    expect(await isAccepted(client, moved)).toBe(false);
    await installation.refused(moved.access, 'expired', /^A test moved the time of the account/);

    // What expires: tokens, links, invitations, idle sessions, and sessions however much they are used.
    await installation.setClock(4000);
    const expired = await installation.refused(good.access, 'expired', /expired \d+ minutes ago, by the clock/);
    expect(expired.expected).toMatch(/^later than 20/);
    await installation.refused(oldReset, 'link_expired', /expired \d+ minutes ago/);
    await installation.setClock(9000);
    await installation.refused(printed.token, 'link_expired', /expired \d+ minutes ago/);
    expect((await client.get('/account/', { Cookie: cookies[1] ?? '' })).status).toBe(200);
    await installation.setClock(11_000);
    await installation.refused(cookieTokens[0] ?? '', 'session_idle', /not used for 10000 s \(REFRESH_TOKEN_SECONDS\)/);
    await installation.refused(good.refresh, 'expired', /expired/);
    await installation.setClock(16_000);
    await installation.refused(cookieTokens[1] ?? '', 'session_over', /absolute end.*SESSION_MAX_SECONDS/);

    // A clock that was ahead.
    const ofTheFuture = await signedIn(client);
    await installation.setClock(0);
    expect(await isAccepted(client, ofTheFuture)).toBe(false);
    await installation.refused(ofTheFuture.access, 'not_yet_valid', /begins 4 hours from now/);

    // Other settings than those by which it was issued.
    const before = await signedIn(client);
    const appUrl = `http://127.0.0.1:${installation.settings.PORT}`;
    installation.server = await installation.server.restart({
      APP_URL: appUrl,
      JWT_AUDIENCE: 'https://api.example.com',
    });
    expect(await isAccepted(client, before)).toBe(false);
    const found = client.appUrl;
    const issuer = await installation.refused(before.access, 'issuer', /another issuer/);
    expect(issuer).toMatchObject({ found, expected: appUrl });
    const audience = await installation.refused(before.access, 'audience', /another audience/);
    expect(audience).toMatchObject({ found, expected: 'https://api.example.com' });

    // The same while the server is stopped, and from the standard input.
    await installation.server.stop();
    await installation.refused(signedOut.access, 'session_ended', bySignOut);
    const read = await run(process.execPath, ['scripts/admin/run.mjs', 'explain', '-'], {
      cwd: projectDir,
      env: environment(installation.server.settings),
      input: `${signedOut.access}\n`,
    });
    expect(read).toMatchObject({ code: 1, stderr: '' });
    expect(read.stdout).toMatch(/^Refused: this is an access token that is not accepted here\.\n/);
    expect(read.stdout).toMatch(/\n {2}found {5}ended 20/);
    expect(read.stdout).not.toContain(signedOut.access.split('.')[2]);
  });
});

/** Asks for one more reset, whose mail is the one with another token than `first`. */
async function resetAnother(client: Client, email: string, first: string): Promise<string> {
  let token = first;
  await client.post('/auth/reset-password/', { email });
  await expect
    .poll(async () => {
      token = await tokenTo(client, email, 'reset-password');
      return token;
    })
    .not.toBe(first);
  return token;
}
