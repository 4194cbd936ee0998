import { chmod, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PASSWORD, registered, signedIn, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { command } from '../fixtures/commands';
import { freshDatabase } from '../fixtures/databases';
import { startDnsServer } from '../fixtures/dns-server';
import { freePort } from '../fixtures/free-port';
import { startMailProvider } from '../fixtures/mail-provider';
import type { Settings } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

type Finding = {
  check: string;
  level: 'ok' | 'note' | 'problem';
  message: string;
  found: string | null;
  expected: string | null;
  remedy: string | null;
};

type Examined = { code: number; problems: Finding[]; findings: Finding[] };

/** Of every complaint both values are named, and what to do. */
async function examine(settings: Settings, ...options: string[]): Promise<Examined> {
  const { code, stdout, stderr } = await command('doctor', [...options, '--json'], settings);
  expect(stderr).toBe('');
  const { findings, problems } = JSON.parse(stdout) as { findings: Finding[]; problems: number };
  expect(findings.filter(({ level }) => level === 'problem')).toHaveLength(problems);
  expect(code).toBe(problems > 0 ? 1 : 0);
  for (const { level, found, expected, remedy } of findings) {
    if (level !== 'ok')
      expect([found, expected, remedy]).toEqual([expect.any(String), expect.any(String), expect.any(String)]);
  }
  return { code, findings, problems: findings.filter(({ level }) => level === 'problem') };
}

const matching = (check: string, level: Finding['level'], words: RegExp) =>
  expect.objectContaining({ check, level, message: expect.stringMatching(words) });

const of = ({ findings }: Examined, words: RegExp) => findings.find(({ message }) => words.test(message));

const CHECKS = ['settings', 'server', 'database', 'clock', 'proxies', 'origins', 'mail', 'disk', 'files'];

test.describe('npm run doctor', { tag: '@slow' }, () => {
  test('finds no problem in a new installation, while it runs and while it is stopped', async ({
    serverWith,
    database,
  }) => {
    const server = await serverWith({ PORT: `${await freePort()}` });
    await signedIn(new Client(server.baseUrl));
    const running = await examine(server.settings);
    expect(running.problems).toEqual([]);
    expect([...new Set(running.findings.map(({ check }) => check))].sort()).toEqual([...CHECKS].sort());
    for (const words of [
      /^The server runs and is ready\.$/,
      /^No migrations are pending\.$/,
      /^The schema public has the tables of Postern alone\.$/,
      /^The clocks of this machine and of the database agree\.$/,
      database === 'pglite' ? /^The embedded database is used\.$/ : /without a pooler\.$/,
    ]) {
      expect(of(running, words)).toMatchObject({ level: 'ok' });
    }
    const words = await command('doctor', [], server.settings);
    expect(words).toMatchObject({ code: 0, stderr: '' });
    expect(words.stdout).toMatch(/^ok {7}settings: All settings that are set can be used\.\n {9}found {2}\d+ set/);
    expect(words.stdout).toMatch(/\n0 problems, \d notes?\.\n$/);

    await server.stop();
    const stopped = await examine(server.settings);
    expect(stopped.problems).toEqual([]);
    expect(of(stopped, /^No server answers/)).toMatchObject({ level: 'note' });
    expect(of(stopped, /^The clocks/)).toMatchObject({ level: 'ok' });
  });

  test('tells everything that is wrong, and how to mend it', async ({ serverWith, database }) => {
    test.setTimeout(300_000);
    const provider = await startMailProvider();
    const dns = await startDnsServer({
      'login.example.com': ['v=spf1 +all'],
      'resend._domainkey.login.example.com': ['v=DKIM1; p='],
      '_dmarc.example.com': ['v=DMARC1; p=none'],
    });
    const settings: Settings = {
      ...(await freshDatabase(database)),
      ...provider.settings,
      APP_URL: 'https://login.example.com',
      TRUSTED_PROXIES: 'none',
      RATE_LIMITS: 'off',
      TRUSTED_PROXYS: '10.0.0.0/8',
      PORT: `${await freePort()}`,
    };
    const server = await serverWith(settings);
    const client = new Client(server.baseUrl, { host: 'login.example.com', localAddress: '127.0.0.1' });
    for (let user = 0; user < 3; user += 1) {
      const account = await registered(client, { email: uniqueEmail(), password: PASSWORD });
      for (let times = 0; times < 4; times += 1) await signedIn(client, account);
    }
    const preflight = { Origin: 'https://shop.example.com', 'Access-Control-Request-Method': 'POST' };
    await client.request('OPTIONS', '/auth/token/', { headers: preflight });
    const dataDir = settings.DATA_DIR ?? '';
    const leftover = path.join(dataDir, '.write-test.0123456789ab');
    await writeFile(leftover, '');
    await utimes(leftover, 0, 0);
    const secretFile = path.join(dataDir, 'auth-secret');
    // With PostgreSQL there is none, and one that is there counts for nothing beside AUTH_SECRET.
    if (database !== 'pglite') await writeFile(secretFile, '');
    await chmod(secretFile, 0o644);

    const to = uniqueEmail();
    const sick = await examine(settings, '--dns', dns.address, '--test-mail', to);
    expect(sick.findings).toEqual(
      expect.arrayContaining([
        matching('settings', 'problem', /TRUSTED_PROXYS is not a setting.*Did you mean TRUSTED_PROXIES/),
        matching('settings', 'problem', /^RATE_LIMITS=off/),
        matching('proxies', 'note', /^Every sign-in comes from one address/),
        matching('mail', 'problem', /^The SPF record of login\.example\.com lets every server/),
        matching('mail', 'problem', /^The DKIM key of resend\._domainkey\.login\.example\.com is revoked/),
        matching('mail', 'note', /^The DMARC policy of _dmarc\.example\.com only asks for reports/),
        matching('mail', 'ok', /^The provider accepted a test mail/),
        matching('files', 'problem', /auth-secret can be read by other users/),
        matching('files', 'note', /left files behind/),
      ]),
    );
    // Only this server is asked itself.
    if (database === 'pglite') {
      expect(sick.findings).toContainEqual(
        matching('origins', 'note', /pages of https:\/\/shop\.example\.com were refused/),
      );
    }
    expect(of(sick, /^Every sign-in/)).toMatchObject({
      found: 'all 12 sign-ins in 7 days from 127.0.0.1, of 3 users',
      remedy: expect.stringContaining('TRUSTED_PROXIES=127.0.0.1'),
    });
    expect(provider.delivered).toContainEqual(
      expect.objectContaining({ to, text: expect.stringContaining('test mail') }),
    );

    await provider.become('busy');
    const refused = await examine(settings, '--dns', dns.address, '--test-mail', to);
    expect(of(refused, /^The test mail/)).toMatchObject({ level: 'problem', found: 'http 429' });
    await dns.close();
    const silent = await examine(settings, '--dns', dns.address);
    expect(of(silent, /^The DNS did not answer, so that SPF/)).toMatchObject({ level: 'note' });
    await provider.close();

    expect(await command('doctor', ['--test-mail', 'nobody'], settings)).toMatchObject({ code: 2, stdout: '' });
    expect(await command('doctor', ['--dns', 'nowhere'], settings)).toMatchObject({ code: 2, stdout: '' });
    const unusable = await examine({ ...settings, BCRYPT_COST: '99' });
    expect(unusable.problems[0]).toMatchObject({ message: 'BCRYPT_COST must be a whole number from 10 to 16.' });
    const elsewhere = await examine({ ...settings, APP_URL: 'https://other.example.com' }, '--dns', '127.0.0.1:9');
    // With PostgreSQL a command knows of its own settings alone.
    if (database === 'pglite') expect(of(elsewhere, /^The running server has other settings/)).toBeTruthy();

    await server.stop();
    await stored(settings, 'CREATE TABLE orders (id int)');
    const shared = await examine(settings, '--dns', '127.0.0.1:9');
    expect(of(shared, /tables that Postern did not create/)).toMatchObject({ level: 'note', found: 'orders' });
    await forgetMigration(settings);
    const behind = await examine(settings, '--dns', '127.0.0.1:9', '--test-mail', to);
    expect(behind.problems).toEqual(
      expect.arrayContaining([
        matching('database', 'problem', /needs migrations/),
        matching('mail', 'problem', /^No test mail was sent/),
      ]),
    );
  });

  test('tells of a database that is away, and of a lost secret', async ({ database }) => {
    const settings: Settings = { ...(await freshDatabase(database)), PORT: `${await freePort()}` };
    const broken =
      database === 'pglite'
        ? settings
        : { ...settings, DATABASE_URL: `postgresql://postgres@127.0.0.1:${await freePort()}/x` };
    const { problems } = await examine(broken);
    const words =
      database === 'pglite'
        ? /^The embedded database is there, but not the secret/
        : /^The database could not be asked/;
    expect(problems).toEqual([matching('database', 'problem', words)]);
    // Nothing was made in its place.
    expect(await readdir(settings.DATA_DIR ?? '')).not.toContain('auth-secret');
  });
});

/** As if the project had a migration more. */
async function forgetMigration(settings: Settings): Promise<void> {
  if (settings.DATABASE_URL === undefined) {
    const folder = path.join(settings.DATA_DIR ?? '', 'pglite');
    await writeFile(path.join(folder, 'postern-migrations'), 'those of an earlier version');
    return;
  }
  await stored(
    settings,
    'DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)',
  );
}
