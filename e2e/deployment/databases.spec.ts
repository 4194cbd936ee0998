import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, chown, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { bearer, signedIn, uniqueWord } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { command, done, type Ended, refused, run } from '../fixtures/commands';
import { emptyDatabase, migrateArgs } from '../fixtures/databases';
import { type PgBouncer, startPgBouncer } from '../fixtures/pgbouncer';
import { query, startPostgres } from '../fixtures/postgres';
import { temporaryFolder } from '../fixtures/run-folder';
import { environment, failedStart, type Settings, startServer } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

const projectDir = path.resolve(import.meta.dirname, '..', '..');

/** An empty database and a role that owns it, both of the test's own. */
async function ownedDatabase() {
  const settings = await emptyDatabase('postgres');
  const superuser = settings.DATABASE_URL ?? '';
  const name = new URL(superuser).pathname.slice(1);
  const role = `r_${uniqueWord()}`;
  const sql = <Row extends object>(statement: string) => query<Row>(superuser, statement);
  await sql(`CREATE ROLE ${role} LOGIN; ALTER DATABASE ${name} OWNER TO ${role}`);
  const url = new URL(superuser);
  url.username = role;
  return { settings: { ...settings, DATABASE_URL: url.href }, name, role, sql };
}

const withFields = (url: string | undefined, fields: Record<string, string>) => {
  const changed = new URL(url ?? '');
  for (const [name, value] of Object.entries(fields)) changed.searchParams.set(name, value);
  return changed.href;
};

/** What the start does for the tables, by itself. */
const migrated = (settings: Settings): Promise<Ended> =>
  run(process.execPath, migrateArgs(), { cwd: projectDir, env: environment(settings) });

const MIGRATED = done(/^(Applied the migration \d{14}_\w+\.\n)+$/);
const NOTHING_TO_DO = { code: 0, stdout: '', stderr: '' };

const HISTORY = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;
const THEIR_FAILURE = `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', '', '20250101000000_theirs')`;

const schemaOfPrisma = readFileSync(path.join(projectDir, 'prisma', 'schema.prisma'), 'utf8');

/** Those of the models of Prisma's schema, and that of the migrations. */
const TABLES_OF_POSTERN = (schemaOfPrisma.match(/^model /gm) ?? []).length + 1;

/** Schemas with tables, and how many each has. */
const TABLES = `SELECT schemaname AS schema, count(*)::int AS count FROM pg_tables
  WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname <> 'information_schema' GROUP BY 1 ORDER BY 1`;

test.describe('PostgreSQL installations', { tag: ['@postgres', '@slow'] }, () => {
  test('dates, zone and isolation of the database, a schema named like the role, three connections, no TLS', async () => {
    const { settings, name, role, sql } = await ownedDatabase();
    await sql(`ALTER DATABASE ${name} SET DateStyle = 'SQL, DMY'; ALTER DATABASE ${name} SET TimeZone = 'Asia/Tokyo'`);
    await sql(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    await sql(`CREATE SCHEMA ${role} AUTHORIZATION ${role}; ALTER ROLE ${role} CONNECTION LIMIT 3`);
    const url = new URL(settings.DATABASE_URL);
    // Of this machine, and no name of it.
    url.hostname = '0.0.0.0';
    const all = { ...settings, DATABASE_URL: url.href, DATABASE_POOL: '2' };
    const server = await startServer(all);
    const client = new Client(server.baseUrl);
    const account = await signedIn(client);
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await client.get('/auth/me/', bearer(account))).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    const me = (await client.get('/auth/me/', bearer(account))).json<{ created_at?: string }>();
    expect(JSON.stringify(me)).toContain(account.email);
    expect(await command('users', ['list'], all)).toEqual(done(account.email));
    expect(await sql(TABLES)).toEqual([{ schema: role, count: TABLES_OF_POSTERN }]);
    expect(await sql(`SELECT count(*)::int AS keys FROM ${role}.signing_keys`)).toEqual([{ keys: 2 }]);
    await server.stop();
    expect(server.logs().match(/"level":"(warn|error)".*/g)).toEqual([expect.stringContaining('database_without_tls')]);
  });

  for (const [title, fields, schema] of [
    ['?schema= is made and used', { schema: 'Sign in' }, 'Sign in'],
    ["?options= with a search_path is the server's", { options: '-c search_path=other,public' }, 'other'],
  ] as const) {
    test(`${title}, for the tables and for every query`, async () => {
      const { settings, sql, role } = await ownedDatabase();
      await sql(`CREATE SCHEMA other AUTHORIZATION ${role}`);
      const all = { ...settings, DATABASE_URL: withFields(settings.DATABASE_URL, fields) };
      expect(await migrated(all)).toEqual(MIGRATED);
      expect(await sql(TABLES)).toEqual([{ schema, count: TABLES_OF_POSTERN }]);
      expect(await command('users', ['list'], all)).toMatchObject({ code: 0, stderr: '' });
      expect(await migrated(all)).toEqual(NOTHING_TO_DO);
    });
  }

  test('an installation is found where it was made, when a schema named like the role comes later', async () => {
    const { settings, sql, role } = await ownedDatabase();
    expect(await migrated(settings)).toEqual(MIGRATED);
    await sql(`CREATE SCHEMA ${role} AUTHORIZATION ${role}`);
    expect(await migrated(settings)).toEqual(NOTHING_TO_DO);
    expect(await sql(TABLES)).toEqual([{ schema: 'public', count: TABLES_OF_POSTERN }]);
  });

  test.describe('what others have made stops the start with one line, and is left as it is:', () => {
    const FOREIGN = refused(
      1,
      'The schema public has tables that Postern did not create, such as \\w+\\. Nothing was changed',
    );

    test('a failed migration of another Prisma application', async () => {
      const { settings, sql } = await ownedDatabase();
      await sql(`${HISTORY}; ${THEIR_FAILURE}; GRANT ALL ON _prisma_migrations TO PUBLIC`);
      expect(await migrated(settings)).toEqual(FOREIGN);
      expect(await sql('SELECT migration_name AS name, rolled_back_at AS at FROM _prisma_migrations')).toEqual([
        { name: '20250101000000_theirs', at: null },
      ]);
    });

    test('a table of the name of one of ours, which a whole start names last; a schema of our own is made beside it', async () => {
      const { settings, sql, name } = await ownedDatabase();
      await sql('CREATE TABLE users (id int)');
      const { code, output } = await failedStart(settings);
      expect(code).toBe(1);
      expect(output.trim().split('\n').at(-1)).toMatch(
        /^The schema public has tables .*, such as users\. .*\?schema=NAME/,
      );
      expect(await sql(TABLES)).toEqual([{ schema: 'public', count: 1 }]);
      const own = { ...settings, DATABASE_URL: withFields(settings.DATABASE_URL, { schema: name }) };
      expect(await migrated(own)).toEqual(MIGRATED);
    });

    test('a failed migration of another application that shares our schema since before', async () => {
      const { settings, sql } = await ownedDatabase();
      expect(await migrated(settings)).toEqual(MIGRATED);
      await sql(`DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_recipient_mails'; ${THEIR_FAILURE}`);
      expect(await migrated(settings)).toEqual(refused(1, 'whose migration 20250101000000_theirs has failed'));
      expect(await sql("SELECT rolled_back_at AS at FROM _prisma_migrations WHERE id = '1'")).toEqual([{ at: null }]);
    });
  });

  test('the transaction of a migration may be idle for a minute, after which PostgreSQL ends it', async () => {
    const { settings, sql } = await ownedDatabase();
    // Each CREATE TABLE of a migration notes for how long its transaction may be idle.
    await sql(`
      CREATE SCHEMA watch;
      CREATE TABLE watch.idle_limits (idle_limit text);
      CREATE FUNCTION watch.note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        INSERT INTO watch.idle_limits VALUES (current_setting('idle_in_transaction_session_timeout'));
      END $$;
      CREATE EVENT TRIGGER note ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION watch.note()`);
    expect(await migrated(settings)).toEqual(MIGRATED);
    expect(await sql('SELECT DISTINCT idle_limit FROM watch.idle_limits')).toEqual([{ idle_limit: '1min' }]);
  });

  test('a role that may not make tables stops the start with one line that says what it needs', async () => {
    const { settings, name, role, sql } = await ownedDatabase();
    await sql(`ALTER DATABASE ${name} OWNER TO postgres`);
    expect(await migrated(settings)).toEqual(
      refused(1, 'may not create tables in the schema public \\(permission denied for schema public\\)'),
    );
    await sql(`REVOKE ALL ON SCHEMA public FROM PUBLIC, ${role}`);
    expect(await migrated(settings)).toEqual(refused(1, "No schema of the role's search_path exists"));
  });

  test('a migration that fails leaves nothing behind, and the next start finds it as it was', async () => {
    const { settings, sql } = await ownedDatabase();
    expect(await migrated(settings)).toEqual(MIGRATED);
    await sql("DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_recipient_mails'");
    const fails = refused(1, 'relation "recipient_mails" already exists');
    expect(await migrated(settings)).toEqual(fails);
    expect(await sql("SELECT FROM _prisma_migrations WHERE migration_name LIKE '%_recipient_mails'")).toEqual([]);
    expect(await migrated(settings)).toEqual(fails);
  });

  test.describe('behind PgBouncer in transaction mode', () => {
    /** Everything goes over one connection of the server's. */
    const through = (url: string, ...roles: string[]): Promise<PgBouncer> =>
      startPgBouncer(url, roles, { default_pool_size: 1, min_pool_size: 1 });
    const SET = `SELECT current_setting('statement_timeout') AS timeout, current_setting('search_path') AS path,
    current_setting('lock_timeout') AS lock,
    current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('transaction_isolation') AS isolation,
    (SELECT count(*)::int FROM pg_locks JOIN pg_database d ON d.oid = database
      WHERE locktype = 'advisory' AND datname = current_database()) AS locks`;
    const NOTHING_SET = {
      timeout: '0',
      path: '"$user", public',
      lock: '0',
      idle: '0',
      isolation: 'read committed',
      locks: 0,
    };

    test('no lock and no setting of ours stays on the connection for its next user', async () => {
      const { settings, role, sql } = await ownedDatabase();
      const bouncer = await through(settings.DATABASE_URL, role);
      const DATABASE_URL = withFields(bouncer.through(settings.DATABASE_URL), { schema: 'sign_in' });
      const ourOwn = async () => (await query<object>(bouncer.through(settings.DATABASE_URL), SET))[0];
      expect(await migrated({ ...settings, DATABASE_URL })).toEqual(MIGRATED);
      expect(await ourOwn()).toEqual(NOTHING_SET);
      await sql("DELETE FROM sign_in._prisma_migrations WHERE migration_name LIKE '%_recipient_mails'");
      expect((await migrated({ ...settings, DATABASE_URL })).code).toBe(1);
      expect(await ourOwn()).toEqual(NOTHING_SET);
      await sql('DROP SCHEMA sign_in CASCADE');

      const server = await startServer({ ...settings, DATABASE_URL });
      const client = new Client(server.baseUrl);
      const account = await signedIn(client);
      // Statements that fail, and concurrent requests on one connection.
      const again = { email: account.email, password: account.password };
      const answers = await Promise.all([
        ...Array.from({ length: 10 }, () => client.get('/auth/me/', bearer(account))),
        client.post('/auth/register/', again),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 400]);
      expect(await ourOwn()).toEqual(NOTHING_SET);
      // PostgreSQL itself ends a statement that waits for a lock too long.
      const holder = new pg.Client({ connectionString: settings.DATABASE_URL });
      await holder.connect();
      await holder.query('BEGIN; LOCK TABLE sign_in.users');
      expect((await client.get('/auth/me/', bearer(account))).status).toBe(503);
      await expect
        .poll(() => sql("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"), { timeout: 4000 })
        .toEqual([]);
      await holder.end();
      expect((await client.get('/auth/me/', bearer(account))).status).toBe(200);
      await server.stop();
      await bouncer.remove();
    });

    test('MIGRATE_DATABASE_URL leads past it, as another role; ?options= that it does not take is one line', async () => {
      const { settings, role, sql } = await ownedDatabase();
      const app = `r_${uniqueWord()}`;
      await sql(`CREATE ROLE ${app} LOGIN; ALTER DEFAULT PRIVILEGES FOR ROLE ${role} GRANT ALL ON TABLES TO ${app}`);
      const bouncer = await through(settings.DATABASE_URL, role, app);
      const url = new URL(bouncer.through(settings.DATABASE_URL));
      url.username = app;
      const pooled = { ...settings, DATABASE_URL: url.href };
      expect(await migrated(pooled)).toEqual(refused(1, 'may not create tables in the schema public'));
      expect(await migrated({ ...pooled, MIGRATE_DATABASE_URL: settings.DATABASE_URL })).toEqual(MIGRATED);
      expect(await command('users', ['list'], pooled)).toMatchObject({ code: 0, stderr: '' });
      const DATABASE_URL = withFields(url.href, { options: '-c search_path=other' });
      expect(await migrated({ ...pooled, DATABASE_URL })).toEqual(
        refused(1, 'use \\?schema=NAME instead of a search_path'),
      );
      await bouncer.remove();
    });
  });

  test('a start that waits for another to migrate says so, and goes on when it is done', async () => {
    const { settings, sql } = await ownedDatabase();
    const other = new pg.Client({ connectionString: settings.DATABASE_URL });
    await other.connect();
    await other.query(`SELECT pg_advisory_lock(${0x706f_7374})`);
    const starting = migrated(settings);
    await expect
      .poll(
        () =>
          sql(
            "SELECT FROM pg_stat_activity WHERE query LIKE '%pg_try_advisory%' AND pid <> pg_backend_pid() AND datname = current_database()",
          ),
        { timeout: 20_000 },
      )
      .toHaveLength(1);
    await other.end();
    expect(await starting).toEqual(done(/^Waiting: another process is migrating this database\.\nApplied /));
  });

  test('sslmode is what libpq makes of it, with a certificate that signs itself', async () => {
    const postgres = await startPostgres();
    const folder = await temporaryFolder('tls');
    const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
    const settings = await emptyDatabase('postgres');
    const at = (fields: Record<string, string>) => ({ ...settings, DATABASE_URL: withFields(postgres.url, fields) });

    expect(await migrated(at({ sslmode: 'prefer' }))).toEqual(MIGRATED);
    expect(await migrated(at({ sslmode: 'require' }))).toEqual(
      refused(1, 'does not support TLS, which its sslmode requires'),
    );

    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=db', '-addext', 'subjectAltName=DNS:db', '-keyout', key, '-out', certificate],
    ]);
    await chmod(folder, 0o755);
    if (process.getuid?.() === 0) await chown(key, 65_534, 65_534);
    await query(postgres.url, `ALTER SYSTEM SET ssl_cert_file = '${certificate}'`);
    await query(postgres.url, `ALTER SYSTEM SET ssl_key_file = '${key}'`);
    await query(postgres.url, 'ALTER SYSTEM SET ssl = on');
    await query(postgres.url, 'SELECT pg_reload_conf()');
    const tls = { ...at({ sslmode: 'require' }) };
    await expect.poll(async () => (await migrated(tls)).code, { timeout: 20_000 }).toBe(0);
    expect(await migrated(at({ sslmode: 'prefer' }))).toEqual(NOTHING_TO_DO);
    expect(await migrated(at({ sslmode: 'verify-ca', sslrootcert: certificate }))).toEqual(NOTHING_TO_DO);
    expect(await migrated(at({ sslmode: 'verify-full' }))).toMatchObject({
      stderr: expect.stringMatching(/self-signed/),
    });
    // The certificate's host is another.
    expect(await migrated(at({ sslmode: 'verify-full', sslrootcert: certificate }))).toMatchObject({
      stderr: expect.stringMatching(/does not match certificate/),
    });
    expect(await migrated(at({ sslmode: 'verify-full', sslrootcert: '/nowhere.pem' }))).toEqual(
      refused(1, '/nowhere.pem, which cannot be read \\(ENOENT\\)'),
    );

    const server = await startServer(tls);
    await signedIn(new Client(server.baseUrl));
    const open = await query(
      postgres.url,
      `SELECT DISTINCT ssl FROM pg_stat_ssl NATURAL JOIN pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    expect(open).toEqual([{ ssl: true }]);
    await server.stop();
    await postgres.remove();
    await rm(folder, { recursive: true });
  });
});
