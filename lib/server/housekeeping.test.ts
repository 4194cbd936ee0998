import { expect, test } from 'playwright/test';
import { eraseUser } from '../auth/account/erase-user';
import { finishErasure } from '../auth/account/finish-erasure';
import { readConfig } from '../config/config';
import type { Context } from '../context';
import { Vault } from '../crypto/vault';
import { type MigratedPglite, migratedPglite } from '../data/pglite/migrated-pglite';
import { createSessionLookup } from '../data/session-lookup';
import { inTransaction } from '../data/transaction';
import { lockUser } from '../data/users';
import { BcryptWorkerPool } from '../hashing/bcrypt-worker-pool';
import { HashQueue } from '../hashing/hash-queue';
import { PasswordHasher } from '../hashing/password-hasher';
import { KeyedMutex } from '../keyed-mutex';
import { loadSigningKeys } from '../keys/signing-keys';
import { createOutbox } from '../mail/outbox';
import { createEventCounters, createLog } from '../observability/log';
import { AddressLimits } from '../rate-limits/address-limits';
import { KnownClients } from '../rate-limits/known-clients';
import { SignInThrottle } from '../rate-limits/sign-in-throttle';
import { contextWithoutRequest } from '../system-context';
import { addSeconds, days, minutes } from '../time';
import { KeyRing } from '../tokens/key-ring';
import { ClockWatch } from './clock-watch';
import { runHousekeeping, startHousekeeping } from './housekeeping';

const NOW = new Date('2026-11-24T10:00:00Z');
const PEPPER_ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const ago = (seconds: number) => addSeconds(NOW, -seconds);

let database: MigratedPglite;
let db: MigratedPglite['db'];
let statements: string[] = [];

test.beforeEach(async () => {
  statements = [];
  database = await migratedPglite((sql) => statements.push(sql));
  db = database.db;
});

test.afterEach(() => database.close());

/** Costs of the checks that were made. */
const checked: number[] = [];

class CountedThreads extends BcryptWorkerPool {
  override compare(text: string, hash: string): Promise<boolean> {
    checked.push(Number(hash.slice(4, 6)));
    return super.compare(text, hash);
  }
}

async function household(settings: Record<string, string> = {}): Promise<Context> {
  const config = readConfig(settings);
  const now = () => NOW;
  const log = createLog('silent');
  const vault = new Vault(['a-secret-of-at-least-32-bytes-here']);
  const pepper = { id: PEPPER_ID, secret: Buffer.alloc(32, 1) };
  const queue = new HashQueue({ maxInFlight: 1, maxWaiting: 1 });
  const shared = { db, vault, isOn: true, now };
  const addressLimits = new AddressLimits({ ...shared, onExceeded: () => {} });
  const knownClients = new KnownClients({ ...shared, knowsAddresses: true });
  return {
    config,
    db,
    sessionLookup: createSessionLookup(db),
    vault,
    keys: new KeyRing('ES256', await loadSigningKeys({ db, vault, algorithm: 'ES256', now: NOW })),
    hasher: new PasswordHasher({ peppers: [pepper], cost: 10, storedCost: null, queue, threads: new CountedThreads() }),
    passwordPolicy: () => [],
    outbox: createOutbox({ provider: config.mail, brand: { ...config, canRegister: true }, vault }),
    mutex: new KeyedMutex(),
    addressLimits,
    knownClients,
    signInThrottle: new SignInThrottle({ ...shared, addressLimits, knownClients, onLocked: () => {} }),
    log,
    eventCounters: createEventCounters(log),
    refusedOrigins: null,
    now,
  };
}

test('every growing table loses the rows that are no longer needed, and no others', async () => {
  const { id: userId } = await db.user.create({ data: { email: 'ada@example.com', createdAt: ago(days(200)) } });
  const times = (end: Date) => ({ createdAt: ago(days(200)), lastUsedAt: end, expiresAt: end, absoluteExpiresAt: end });
  const bytes = (...values: number[]) => new Uint8Array(values);
  const event = { event: 'authn_login_fail', actor: 'client', requestId: 'r' };
  const mail = { userId, recipientKey: bytes(1), nextAttemptAt: NOW };
  await db.session.createMany({ data: [times(ago(days(2))), times(ago(60))].map((each) => ({ userId, ...each })) });
  await db.oneTimeLink.createMany({
    data: [ago(days(2)), ago(60)].map((expiresAt, at) => ({
      ...{
        userId,
        purpose: 'verify',
        email: 'ada@example.com',
        tokenHash: bytes(at),
        createdAt: ago(days(3)),
        expiresAt,
      },
    })),
  });
  const invitation = { email: 'bob@example.com', createdAt: ago(days(9)) };
  await db.invitation.createMany({
    data: [
      { ...invitation, tokenHash: bytes(1), expiresAt: ago(days(2)) },
      { ...invitation, tokenHash: bytes(2), expiresAt: ago(60) },
      { ...invitation, tokenHash: bytes(3), expiresAt: addSeconds(NOW, 60), usedAt: ago(days(2)) },
      { ...invitation, tokenHash: bytes(4), expiresAt: addSeconds(NOW, 60) },
    ],
  });
  const code = {
    userId,
    browserSessionId: userId,
    clientId: 'web',
    redirectUri: 'https://app.example.com/',
    codeChallenge: 'x',
    scope: 'openid',
    createdAt: ago(days(3)),
  };
  await db.authorizationCode.createMany({
    data: [
      { ...code, codeHash: bytes(1), expiresAt: ago(days(2)), usedAt: ago(days(2)) },
      { ...code, codeHash: bytes(2), expiresAt: ago(60) },
    ],
  });
  await db.auditEvent.createMany({
    data: [
      { ...event, userId, at: ago(days(181)) },
      { ...event, userId, at: ago(days(179)) },
      { ...event, at: ago(days(32)) },
      { ...event, at: ago(days(30)) },
    ],
  });
  await db.queuedMail.createMany({
    data: [
      { ...mail, state: 'sent', createdAt: ago(days(2)), expiresAt: ago(days(1)) },
      { ...mail, state: 'sent', createdAt: ago(minutes(5)), expiresAt: NOW },
      { ...mail, state: 'queued', createdAt: ago(days(2)), expiresAt: addSeconds(NOW, 60), content: bytes(7) },
      { ...mail, state: 'failed', createdAt: ago(minutes(90)), expiresAt: ago(60), content: bytes(8) },
      { ...mail, state: 'mailbox', createdAt: ago(days(2) - 1), expiresAt: ago(60), nextAttemptAt: ago(days(2) - 1) },
      // One that waited for a day has just been shown.
      { ...mail, state: 'mailbox', createdAt: ago(days(1) + 1), expiresAt: ago(60), content: bytes(9) },
    ],
  });
  await db.rateLimitCounter.createMany({
    data: [
      { key: bytes(1), count: 1, expiresAt: ago(1) },
      { key: bytes(2), count: 1, expiresAt: addSeconds(NOW, 1) },
    ],
  });
  await db.knownClient.createMany({
    data: [
      { key: bytes(1), expiresAt: ago(1) },
      { key: bytes(2), expiresAt: addSeconds(NOW, 1) },
    ],
  });
  await db.mailFault.createMany({
    data: [
      { recipientKey: bytes(1), kind: 'temporary', attempts: 1, expiresAt: ago(1) },
      { recipientKey: bytes(2), kind: 'permanent', attempts: 1, expiresAt: addSeconds(NOW, 1) },
    ],
  });
  const toRecipient = { recipientKey: bytes(1), createdAt: ago(days(3)) };
  await db.recipientMail.createMany({
    data: [ago(days(2)), ago(60), addSeconds(NOW, 60)].map((dueAt) => ({ ...toRecipient, dueAt })),
  });

  await runHousekeeping(await household());
  expect(await db.recipientMail.findMany({ select: { dueAt: true }, orderBy: { dueAt: 'asc' } })).toEqual([
    { dueAt: ago(60) },
    { dueAt: addSeconds(NOW, 60) },
  ]);
  expect(await db.session.findMany({ select: { absoluteExpiresAt: true } })).toEqual([{ absoluteExpiresAt: ago(60) }]);
  expect(await db.oneTimeLink.findMany({ select: { expiresAt: true } })).toEqual([{ expiresAt: ago(60) }]);
  expect(await db.authorizationCode.findMany({ select: { expiresAt: true } })).toEqual([{ expiresAt: ago(60) }]);
  const invitations = await db.invitation.findMany({ select: { tokenHash: true }, orderBy: { tokenHash: 'asc' } });
  expect(invitations).toEqual([{ tokenHash: bytes(2) }, { tokenHash: bytes(4) }]);
  expect(await db.auditEvent.findMany({ select: { at: true }, orderBy: { at: 'asc' } })).toEqual([
    { at: ago(days(179)) },
    { at: ago(days(30)) },
  ]);
  const mails = await db.queuedMail.findMany({ select: { state: true, content: true }, orderBy: { createdAt: 'asc' } });
  expect(mails).toEqual([
    { state: 'queued', content: bytes(7) },
    { state: 'mailbox', content: bytes(9) },
    { state: 'failed', content: null },
    { state: 'sent', content: null },
  ]);
  expect(await db.mailFault.findMany({ select: { kind: true } })).toEqual([{ kind: 'permanent' }]);
  expect(await db.rateLimitCounter.findMany({ select: { count: true, expiresAt: true } })).toEqual([
    { count: 1, expiresAt: addSeconds(NOW, 1) },
  ]);
  expect(await db.knownClient.findMany({ select: { expiresAt: true } })).toEqual([{ expiresAt: addSeconds(NOW, 1) }]);
});

test('a worker process that does not prune still learns of the keys and costs of other instances', async () => {
  await db.rateLimitCounter.create({ data: { key: new Uint8Array([1]), count: 1, expiresAt: ago(1) } });
  const home = await household();
  await db.signingKey.deleteMany();
  await runHousekeeping(home, { isPruner: false });
  expect(await db.signingKey.count()).toBeGreaterThan(0);
  expect(await db.rateLimitCounter.count()).toBe(1);
});

test('much is deleted in small steps, between which it can be stopped', async () => {
  const expiresAt = ago(1);
  const key = (at: number) => new Uint8Array(Buffer.from(`${at}`));
  const counters = Array.from({ length: 2500 }, (_, at) => ({ key: key(at), count: 1, expiresAt }));
  await db.rateLimitCounter.createMany({ data: counters });
  const home = await household();
  await runHousekeeping(home, { signal: AbortSignal.abort() });
  expect(await db.rateLimitCounter.count()).toBe(2500);
  statements = [];
  await runHousekeeping(home);
  expect(await db.rateLimitCounter.count()).toBe(0);
  expect(statements.filter((each) => /DELETE FROM rate_limit_counters WHERE .*expires_at <=/s.test(each))).toHaveLength(
    3,
  );
});

test('a higher cost at which another instance has hashed since is what every check costs from then on', async () => {
  const home = await household();
  await db.pepper.create({ data: { id: PEPPER_ID, generation: 1, wrapped: new Uint8Array(1), createdAt: NOW } });
  const hashed = async (cost: number) => {
    const { id } = await db.user.create({ data: { email: `${cost}@example.com`, createdAt: NOW } });
    await db.credential.create({ data: { userId: id, hash: '', cost, pepperId: PEPPER_ID, changedAt: NOW } });
  };
  await runHousekeeping(home);
  await home.hasher.verify('a password', null);
  for (const cost of [10, 11, 31]) await hashed(cost);
  await home.hasher.verify('a password', null);
  await runHousekeeping(home);
  await home.hasher.verify('a password', null);
  expect(checked).toEqual([10, 10, 11]);
});

test('an account that was never verified and not used for DELETE_UNVERIFIED_DAYS is gone with all that hangs on it', async () => {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  const old = { createdAt: ago(days(31)) };
  const account = (name: string, of: object = {}) =>
    db.user.create({ data: { email: `${name}@example.com`, ...old, ...of } });
  const session = (userId: string, usedAt: Date, of: object = {}) => {
    const times = {
      createdAt: ago(days(31)),
      lastUsedAt: usedAt,
      expiresAt: addSeconds(NOW, 60),
      absoluteExpiresAt: addSeconds(NOW, 60),
    };
    return db.session.create({ data: { userId, ...times, ...of } });
  };
  const past = { expiresAt: ago(days(2)), absoluteExpiresAt: ago(days(2)) };

  const unused = await account('unused');
  await account('unused-too');
  await session(unused.id, ago(days(31)), { endedAt: ago(days(1)) });
  await session(unused.id, ago(days(31)), { expiresAt: ago(60) });
  const link = { userId: unused.id, purpose: 'verify', email: unused.email, createdAt: ago(days(31)) } as const;
  await db.oneTimeLink.create({ data: { ...link, tokenHash: bytes('unused'), expiresAt: ago(60) } });
  await db.auditEvent.create({
    data: { event: 'user_created', actor: 'client', requestId: 'r', userId: unused.id, at: ago(days(31)) },
  });

  await account('young', { createdAt: ago(days(29)) });
  const verified = await account('verified', { emailVerifiedAt: ago(days(31)) });
  await session(verified.id, ago(days(10)), past);
  // Past its end, and yet what shows that the account is in use.
  await session((await account('used')).id, ago(days(10)), past);
  await session((await account('live')).id, ago(days(31)));
  await account('disabled', { disabledAt: ago(days(31)) });
  const { id: linked, email } = await account('linked');
  const live = { createdAt: ago(60), expiresAt: addSeconds(NOW, 60) };
  await db.oneTimeLink.create({
    data: { userId: linked, purpose: 'verify', email, tokenHash: bytes('linked'), ...live },
  });
  const { id: resetting } = await account('resetting');
  await db.oneTimeLink.create({
    data: { userId: resetting, purpose: 'reset', email, tokenHash: bytes('resetting'), ...live },
  });

  const names = async () => (await db.user.findMany()).map((user) => user.email.split('@')[0]).sort();
  const kept = ['disabled', 'linked', 'live', 'resetting', 'used', 'verified', 'young'];
  const home = await household({ DELETE_UNVERIFIED_DAYS: '30' });
  await runHousekeeping(home, { signal: AbortSignal.abort() });
  expect(await names()).toHaveLength(kept.length + 2);
  await runHousekeeping(home);
  expect(await names()).toEqual(kept);
  await runHousekeeping(home);
  expect(await names()).toEqual(kept);
  expect(
    await db.session.findMany({ select: { user: { select: { email: true } } }, orderBy: { userId: 'asc' } }),
  ).toEqual([{ user: { email: 'used@example.com' } }, { user: { email: 'live@example.com' } }]);
  const trail = await db.auditEvent.findMany({ orderBy: { at: 'asc' } });
  expect(trail.map(({ event, detail, actor }) => [event, detail, actor])).toEqual([
    ['user_created', null, 'client'],
    ['user_deleted', 'never-verified', 'housekeeping'],
    ['user_deleted', 'never-verified', 'housekeeping'],
  ]);
  const pseudonym = trail[0]?.userId;
  expect([unused.id, null]).not.toContain(pseudonym);
  expect(trail.filter(({ userId }) => userId === pseudonym)).toHaveLength(2);
  expect(await db.queuedMail.count()).toBe(0);
});

/** An account with so many events, each with what identifies its owner. */
async function withTrail(length: number): Promise<string> {
  const { id } = await db.user.create({ data: { email: 'ada@example.com', createdAt: ago(days(31)) } });
  await db.$executeRaw`
    INSERT INTO audit_events (id, at, event, user_id, session_id, actor, request_id, address, user_agent_label)
    SELECT gen_random_uuid(), now(), 'authn_login_success', ${id}::uuid, gen_random_uuid(), 'client', 'the-request',
      '203.0.113.9', 'Firefox on Linux'
    FROM generate_series(1, ${length}::int)`;
  return id;
}

/** Stores how many events each statement changes. */
const COUNT_CHANGES = `
  CREATE TEMPORARY TABLE changes (of_audit_events INT);
  CREATE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO changes SELECT count(*) FROM changed;
    RETURN NULL;
  END $$;
  CREATE TRIGGER count_changes AFTER UPDATE ON audit_events REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_changes();`;

const identifying = () =>
  db.auditEvent.count({ where: { OR: [{ requestId: { not: '' } }, { address: { not: null } }] } });

/** Deletes an account as its owner would. `end` is the end of the transaction. */
function erased(id: string, home: Context, end = () => {}) {
  const ctx = contextWithoutRequest(home, 'operator');
  return inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, id);
    const erasure = user && (await eraseUser(tx, user, ctx));
    end();
    return erasure;
  });
}

test.describe('a long audit trail of a deleted account', () => {
  test('is put under the pseudonym before the deletion is reported, at most a thousand events by one statement', async () => {
    const id = await withTrail(2500);
    await database.engine.exec(COUNT_CHANGES);
    const home = await household();
    await finishErasure(await erased(id, home), home);
    expect(await identifying()).toBe(0);
    const { rows } = await database.engine.query<{ of_audit_events: number }>('SELECT * FROM changes');
    expect(rows.map((row) => row.of_audit_events)).toEqual([1000, 1000, 500]);
    const [events, ...others] = await db.auditEvent.groupBy({ by: ['userId'], _count: true });
    expect([events?._count, others]).toEqual([2501, []]);
    expect(events?.userId).not.toBe(id);
    expect(await db.pendingErasure.count()).toBe(0);
  });

  test('is put under the pseudonym by housekeeping, where a crash came first', async () => {
    const id = await withTrail(2500);
    const home = await household();
    await erased(id, home);
    expect(await db.user.count()).toBe(0);
    expect(await identifying()).toBe(1500);
    await runHousekeeping(home);
    expect(await identifying()).toBe(0);
    expect(await db.auditEvent.groupBy({ by: ['userId'], _count: true })).toMatchObject([{ _count: 2501 }]);
    expect(await db.pendingErasure.count()).toBe(0);
  });

  test('is put under the pseudonym by housekeeping, where the rest of it failed', async () => {
    const id = await withTrail(1500);
    const home = await household();
    const erasure = await erased(id, home);
    await database.engine.exec(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$;
      CREATE TRIGGER fail BEFORE UPDATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION fail()`);
    await finishErasure(erasure, home);
    await runHousekeeping(home);
    expect(await identifying()).toBe(500);
    await database.engine.exec('DROP TRIGGER fail ON audit_events');
    await runHousekeeping(home);
    expect(await identifying()).toBe(0);
  });

  test('is as it was, where the deletion is rolled back', async () => {
    const id = await withTrail(1500);
    const fail = () => {
      throw new Error('the end');
    };
    const home = await household();
    await expect(erased(id, home, fail)).rejects.toThrow('the end');
    await runHousekeeping(home);
    expect(await db.auditEvent.count({ where: { userId: id, address: '203.0.113.9' } })).toBe(1500);
    expect(await db.pendingErasure.count()).toBe(0);
  });

  test('leaves nothing to be done, where one batch holds it', async () => {
    const id = await withTrail(999);
    const home = await household();
    expect(await erased(id, home)).toBeNull();
    expect(await identifying()).toBe(0);
    expect(await db.pendingErasure.count()).toBe(0);
  });
});

test('an account that cannot be deleted keeps no younger one from being deleted', async () => {
  for (const [at, name] of ['first', 'stuck', 'last'].entries()) {
    await db.user.create({ data: { email: `${name}@example.com`, createdAt: ago(days(40 - at)) } });
  }
  await database.engine.exec(`
    CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'it stays'; END $$;
    CREATE TRIGGER stay BEFORE DELETE ON users FOR EACH ROW WHEN (OLD.email LIKE 'stuck%') EXECUTE FUNCTION stay()`);
  const home = await household({ DELETE_UNVERIFIED_DAYS: '30' });
  await runHousekeeping(home);
  expect(await db.user.findMany({ select: { email: true } })).toEqual([{ email: 'stuck@example.com' }]);
  await database.engine.exec('DROP TRIGGER stay ON users');
  await runHousekeeping(home);
  expect(await db.user.count()).toBe(0);
});

test('by default no account is deleted, however long it is not used', async () => {
  await db.user.create({ data: { email: 'ada@example.com', createdAt: ago(days(3650)) } });
  await runHousekeeping(await household());
  expect(await db.user.count()).toBe(1);
});

test('the embedded database is maintained; PostgreSQL does that by itself', async () => {
  const postgres = {
    DATABASE_URL: 'postgresql://localhost/postern',
    AUTH_SECRET: 'a-secret-of-at-least-32-bytes-here',
  };
  for (const [settings, count] of [
    [{}, 1],
    [postgres, 0],
  ] as const) {
    statements = [];
    await runHousekeeping(await household(settings));
    expect(statements.filter((sql) => sql === 'CHECKPOINT')).toHaveLength(count);
  }
});

const pruned = () => statements.filter((sql) => /^\s*DELETE/.test(sql));

test('it runs soon after the start, and again', async () => {
  const running = startHousekeeping(await household(), true, { firstMs: 1, everyMs: 60_000 });
  await expect.poll(() => statements.includes('CHECKPOINT')).toBe(true);
  await running.stop();
  statements = [];
  const again = startHousekeeping(await household(), true, { firstMs: 60_000, everyMs: 20 });
  await expect.poll(() => statements.filter((sql) => sql === 'CHECKPOINT').length).toBeGreaterThan(1);
  await again.stop();
});

test('nothing is deleted while the clock is doubted; keys are loaded, and the database is maintained', async () => {
  let wall = 1_795_000_000;
  const clock = new ClockWatch(
    () => wall,
    () => 0,
  );
  wall += days(365);
  const running = startHousekeeping(await household(), true, { firstMs: 1, everyMs: 60_000, clock });
  await expect.poll(() => statements.includes('CHECKPOINT')).toBe(true);
  await running.stop();
  expect(statements.some((sql) => sql.includes('signing_keys'))).toBe(true);
  expect(pruned()).toEqual([]);
  wall -= days(365);
  const right = startHousekeeping(await household(), true, { firstMs: 1, everyMs: 60_000, clock });
  await expect.poll(() => pruned().length).toBeGreaterThan(0);
  await right.stop();
});
