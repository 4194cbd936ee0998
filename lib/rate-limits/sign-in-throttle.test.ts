import { expect, test } from 'playwright/test';
import { Vault } from '../crypto/vault';
import { type MigratedPglite, migratedPglite } from '../data/pglite/migrated-pglite';
import { pruneCounters } from '../data/rate-limit-counters';
import { isAuthError } from '../errors';
import { addSeconds, days, hours, minutes } from '../time';
import { AddressLimits } from './address-limits';
import { type ClientIdentity, KnownClients } from './known-clients';
import { SignInThrottle } from './sign-in-throttle';
import { recordSignIn, resetSignIns } from './sign-ins';

const START = new Date('2026-11-24T10:00:00Z');
const ACCOUNT = { email: 'ada@example.com', passwordSetAt: START };
const HOME = { clientAddress: '192.0.2.1', userAgent: 'app/1', device: undefined };
const AWAY = { clientAddress: '198.51.100.1', userAgent: 'app/2', device: undefined };

type Tried = { email: string | null; passwordSetAt: Date | null };

let database: MigratedPglite;
let db: MigratedPglite['db'];
let queries = 0;

test.beforeAll(async () => {
  database = await migratedPglite(() => {
    queries += 1;
  });
  db = database.db;
});

test.afterEach(async () => {
  await db.rateLimitCounter.deleteMany();
  await db.knownClient.deleteMany();
});

test.afterAll(() => database.close());

/** Limits with a clock that a test sets; `isOn` as by default. */
function limitsAt({ isOn = true, knowsAddresses = true } = {}) {
  const clock = { now: START };
  const vault = new Vault(['a-secret-of-at-least-32-bytes-here']);
  const locked = { tries: 0 };
  const onLocked = () => {
    locked.tries += 1;
  };
  const shared = { db, vault, isOn, now: () => clock.now };
  const addressLimits = new AddressLimits({ ...shared, onExceeded: () => {} });
  const knownClients = new KnownClients({ ...shared, knowsAddresses });
  const throttle = new SignInThrottle({ ...shared, addressLimits, knownClients, onLocked });
  const fails = async (client: ClientIdentity = AWAY, account: Tried = ACCOUNT) =>
    (await throttle.begin(account, client)).failed();
  const succeeds = async (client: ClientIdentity = AWAY, account: Tried = ACCOUNT) =>
    (await throttle.begin(account, client)).succeeded();
  return { clock, addressLimits, knownClients, throttle, locked, fails, succeeds };
}

/** Seconds that one is told to wait; 0 where one may go on. */
async function waitOf(trying: Promise<unknown>): Promise<number> {
  try {
    await trying;
    return 0;
  } catch (error) {
    if (isAuthError(error) && error.code === 'throttled') return error.retryAfterSeconds ?? 0;
    throw error;
  }
}

test('each failure after the tenth doubles the wait, up to an hour', async () => {
  const { clock, fails, throttle } = limitsAt();
  for (let tries = 0; tries < 10; tries += 1) await fails();
  const waits: number[] = [];
  for (let tries = 0; tries < 9; tries += 1) {
    const wait = await waitOf(throttle.begin(ACCOUNT, AWAY));
    waits.push(wait);
    clock.now = addSeconds(clock.now, wait - 1);
    expect(await waitOf(fails())).toBe(1);
    clock.now = addSeconds(clock.now, 1);
    await fails();
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
});

test('each try while an account waits is told of, and no other', async () => {
  const { clock, locked, fails, succeeds, throttle } = limitsAt();
  const early = await throttle.begin(ACCOUNT, AWAY);
  for (let tries = 0; tries < 10; tries += 1) await fails();
  expect(locked.tries).toBe(0);
  expect(await waitOf(fails())).toBe(30);
  expect(await waitOf(succeeds())).toBe(30);
  expect(await waitOf(early.succeeded())).toBe(30);
  expect(locked.tries).toBe(3);
  await fails(AWAY, { email: 'bob@example.com', passwordSetAt: null });
  clock.now = addSeconds(clock.now, 30);
  await succeeds();
  expect(locked.tries).toBe(3);
});

test('no more than a hundred failures in a row are accepted from unknown clients, however patient they are', async () => {
  const { clock, fails, throttle } = limitsAt();
  let letThrough = 0;
  for (let tries = 0; tries < 300; tries += 1) {
    const wait = await waitOf(throttle.begin(ACCOUNT, AWAY));
    if (wait > hours(1)) break;
    clock.now = addSeconds(clock.now, wait);
    await fails();
    letThrough += 1;
  }
  expect(letThrough).toBe(100);
  expect(await waitOf(throttle.begin(ACCOUNT, AWAY))).toBe(days(30));
});

test('a right password that comes while a wait has begun waits too', async () => {
  const { fails, throttle } = limitsAt();
  const underway = await throttle.begin(ACCOUNT, AWAY);
  for (let tries = 0; tries < 10; tries += 1) await fails();
  expect(await waitOf(underway.succeeded())).toBe(30);
  expect(await waitOf(underway.failed())).toBe(30);
});

test('a failure that is told after a success begins to count anew', async () => {
  const { fails, succeeds, throttle } = limitsAt();
  for (let tries = 0; tries < 9; tries += 1) await fails();
  const underway = await throttle.begin(ACCOUNT, AWAY);
  await succeeds();
  await underway.failed();
  for (let tries = 0; tries < 8; tries += 1) await fails();
  expect(await waitOf(throttle.begin(ACCOUNT, AWAY))).toBe(0);
});

test('an address is known for thirty days after it signed in, and not after the password changed', async () => {
  const { clock, fails, knownClients, throttle } = limitsAt();
  await knownClients.remember(db, ACCOUNT, HOME);
  for (let tries = 0; tries < 10; tries += 1) await fails(AWAY);
  expect(await waitOf(throttle.begin(ACCOUNT, AWAY))).toBe(30);
  expect(await waitOf(throttle.begin(ACCOUNT, HOME))).toBe(0);
  const changed = { ...ACCOUNT, passwordSetAt: addSeconds(START, 60) };
  expect(await waitOf(throttle.begin(changed, HOME))).toBe(30);
  clock.now = addSeconds(START, days(30) + 1);
  for (let tries = 0; tries < 10; tries += 1) await fails(AWAY);
  expect(await waitOf(throttle.begin(ACCOUNT, HOME))).toBe(30);
});

test('a device is known by its cookie to each account it signed in to', async () => {
  const { fails, knownClients, throttle } = limitsAt();
  const other = { email: 'grace@example.com', passwordSetAt: START };
  const first = knownClients.deviceCookie(ACCOUNT, undefined);
  const device = knownClients.deviceCookie(other, first);
  for (const account of [ACCOUNT, other]) {
    for (let tries = 0; tries < 10; tries += 1) await fails(AWAY, account);
    expect(await waitOf(throttle.begin(account, { ...AWAY, device }))).toBe(0);
  }
  expect(await waitOf(throttle.begin(other, { ...AWAY, device: first }))).toBe(30);
});

/** Waits as it is told, fails, and so on. @returns the waits, in seconds */
async function failPatiently(
  { clock, throttle, fails }: ReturnType<typeof limitsAt>,
  client: ClientIdentity,
  times: number,
) {
  const waits: number[] = [];
  for (let tries = 0; tries < times; tries += 1) {
    const wait = await waitOf(throttle.begin(ACCOUNT, client));
    waits.push(wait);
    clock.now = addSeconds(clock.now, wait);
    await fails(client);
  }
  return waits;
}

test('a known address is an address together with a User-Agent, both of which can be read', async () => {
  const { fails, knownClients, throttle } = limitsAt();
  const unreadable = { ...HOME, clientAddress: 'unreadable' };
  for (const client of [HOME, { ...AWAY, userAgent: undefined }, { ...AWAY, userAgent: '' }, unreadable]) {
    await knownClients.remember(db, ACCOUNT, client);
  }
  for (let tries = 0; tries < 10; tries += 1) await fails({ ...AWAY, userAgent: 'stranger/1' });
  expect(await waitOf(throttle.begin(ACCOUNT, HOME))).toBe(0);
  for (const client of [
    { ...HOME, userAgent: 'app/2' },
    { ...HOME, userAgent: undefined },
    { ...HOME, clientAddress: AWAY.clientAddress },
    { ...AWAY, userAgent: undefined },
    { ...AWAY, userAgent: '' },
    unreadable,
  ]) {
    expect(await waitOf(throttle.begin(ACCOUNT, client)), JSON.stringify(client)).toBe(30);
  }
});

for (const kind of ['a known address', 'a known browser'] as const) {
  test(`the wait of ${kind} lasts at most an hour, and never becomes permanent`, async () => {
    const at = limitsAt();
    await at.knownClients.remember(db, ACCOUNT, HOME);
    const device = kind === 'a known browser' ? at.knownClients.deviceCookie(ACCOUNT, undefined) : undefined;
    const client = { ...(device ? AWAY : HOME), device };
    const waits = await failPatiently(at, client, 130);
    expect(waits.slice(0, 18)).toEqual([...Array(10).fill(0), 30, 60, 120, 240, 480, 960, 1920, 3600]);
    expect(waits.slice(18)).toEqual(Array(112).fill(3600));
    at.clock.now = addSeconds(at.clock.now, hours(1));
    expect(await waitOf(at.succeeds(client))).toBe(0);
    expect(await waitOf(at.throttle.begin(ACCOUNT, client))).toBe(0);
  });
}

test('a wait of thirty days that an earlier version set for a known browser is none', async () => {
  const { fails, succeeds, knownClients } = limitsAt();
  const client = { ...AWAY, device: knownClients.deviceCookie(ACCOUNT, undefined) };
  for (let tries = 0; tries < 10; tries += 1) await fails(client);
  const thirtyDays = addSeconds(START, days(30));
  await db.rateLimitCounter.updateMany({ where: { count: 10 }, data: { count: 100, blockedUntil: thirtyDays } });
  expect(await waitOf(succeeds(client))).toBe(0);
});

test('a known browser is outside the limit of its address, and its failures count for itself alone', async () => {
  const { fails, succeeds, knownClients, throttle } = limitsAt();
  const other = { email: 'grace@example.com', passwordSetAt: START };
  const known = { ...AWAY, device: knownClients.deviceCookie(ACCOUNT, undefined) };
  const malformed = { email: null, passwordSetAt: null };
  for (let tries = 0; tries < 300; tries += 1) await fails(AWAY, malformed);
  expect(await waitOf(fails(AWAY, malformed))).toBe(hours(1));
  expect(await waitOf(throttle.begin(ACCOUNT, AWAY))).toBe(hours(1));
  expect(await waitOf(throttle.begin(other, known)), 'a browser known to another account').toBe(hours(1));
  for (let tries = 0; tries < 10; tries += 1) expect((await fails(known)).error).toBeNull();
  expect(await waitOf(throttle.begin(ACCOUNT, known))).toBe(30);
  const anotherKnown = { ...AWAY, device: knownClients.deviceCookie(ACCOUNT, undefined) };
  expect(await waitOf(succeeds(anotherKnown))).toBe(0);
  const changed = { ...ACCOUNT, passwordSetAt: addSeconds(START, 60) };
  expect(await waitOf(throttle.begin(changed, anotherKnown)), 'after a new password').toBe(hours(1));
});

test('failures of a known browser leave the room of its address to others', async () => {
  const at = limitsAt();
  const known = { ...AWAY, device: at.knownClients.deviceCookie(ACCOUNT, undefined) };
  await failPatiently(at, known, 60);
  at.clock.now = START;
  const malformed = { email: null, passwordSetAt: null };
  for (let tries = 0; tries < 299; tries += 1) await at.fails(AWAY, malformed);
  expect((await at.fails(AWAY, malformed)).error).toBeNull();
  expect(await waitOf(at.fails(AWAY, malformed))).toBe(hours(1));
});

test('of many failures at once at one address, those over its limit are told so', async () => {
  const { throttle } = limitsAt();
  const tries = await Promise.all(
    Array.from({ length: 310 }, () => throttle.begin({ email: null, passwordSetAt: null }, AWAY)),
  );
  const ends = await Promise.all(tries.map((each) => each.failed()));
  expect(ends.filter(({ error }) => error === null).length).toBe(300);
  expect(ends.filter(({ error }) => error?.code === 'throttled').length).toBe(10);
});

test('where addresses are not remembered, a known and an unknown user get the same answers with the same number of queries', async () => {
  const { fails, knownClients } = limitsAt({ knowsAddresses: false });
  await knownClients.remember(db, ACCOUNT, HOME);
  expect(await db.knownClient.count()).toBe(0);
  const nobody = { email: 'nobody@example.com', passwordSetAt: null };
  const seen = [];
  for (const account of [ACCOUNT, nobody]) {
    const costs: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) {
      queries = 0;
      const wait = await waitOf(fails(HOME, account));
      costs.push(queries, wait);
    }
    seen.push(costs);
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.at(-1)).toBe(30);
  expect(seen[0]?.[0]).toBeGreaterThan(0);
});

test('a window of an address ends, and the next one is as large', async () => {
  const { clock, addressLimits } = limitsAt();
  for (let tries = 0; tries < 60; tries += 1) await addressLimits.recordAttempt('register', AWAY.clientAddress);
  clock.now = addSeconds(START, minutes(20));
  expect(await waitOf(addressLimits.recordAttempt('register', AWAY.clientAddress))).toBe(minutes(40));
  expect(await waitOf(addressLimits.assertWithinLimit('register', AWAY.clientAddress))).toBe(minutes(40));
  expect(await waitOf(addressLimits.assertWithinLimit('register', HOME.clientAddress))).toBe(0);
  expect(await waitOf(addressLimits.assertWithinLimit('sign-in', AWAY.clientAddress))).toBe(0);
  clock.now = addSeconds(START, hours(1));
  for (let tries = 0; tries < 60; tries += 1) await addressLimits.recordAttempt('register', AWAY.clientAddress);
  expect(await waitOf(addressLimits.recordAttempt('register', AWAY.clientAddress))).toBe(hours(1));
});

test('of many tries at once no more than there is room for are counted', async () => {
  const { addressLimits } = limitsAt();
  const waits = await Promise.all(
    Array.from({ length: 90 }, () => waitOf(addressLimits.recordAttempt('link-redemption', '2001:db8::1'))),
  );
  expect(waits.filter((wait) => wait === 0).length).toBe(60);
  expect(await waitOf(addressLimits.recordAttempt('link-redemption', '2001:db8::ffff'))).toBe(hours(1));
});

test('switched off, nothing is counted and nothing written', async () => {
  const { fails, addressLimits, knownClients } = limitsAt({ isOn: false });
  for (let tries = 0; tries < 100; tries += 1) await addressLimits.recordAttempt('register', AWAY.clientAddress);
  for (let tries = 0; tries < 20; tries += 1) await fails();
  await knownClients.remember(db, ACCOUNT, HOME);
  expect([await db.rateLimitCounter.count(), await db.knownClient.count()]).toEqual([0, 0]);
});

test('neither an email nor an address stands in the database', async () => {
  const { fails, addressLimits, knownClients } = limitsAt();
  await fails();
  await addressLimits.recordAttempt('register', AWAY.clientAddress);
  await knownClients.remember(db, ACCOUNT, HOME);
  const rows = [...(await db.rateLimitCounter.findMany()), ...(await db.knownClient.findMany())];
  expect(rows.length).toBe(4);
  expect(rows.every(({ key }) => key.length === 32)).toBe(true);
});

test('expired counters are pruned, then those that expire first', async () => {
  const row = (name: number, count: number, endsIn: number) => ({
    key: Buffer.from([name]),
    count,
    expiresAt: addSeconds(START, endsIn),
  });
  await db.rateLimitCounter.createMany({
    data: [row(1, 5, -1), row(2, 1, 10), row(3, 1, 20), row(4, 1, 30)],
  });
  await pruneCounters(db, START, 2);
  const left = await db.rateLimitCounter.findMany({ orderBy: { key: 'asc' } });
  expect(left.map(({ key }) => key[0])).toEqual([3, 4]);
});

test('a clock that was ahead and is corrected keeps no client waiting for the time it showed', async () => {
  const { clock, fails, succeeds, addressLimits } = limitsAt();
  clock.now = addSeconds(START, hours(2));
  for (let tries = 0; tries < 10; tries += 1) await fails();
  for (let tries = 0; tries < 60; tries += 1) await addressLimits.recordAttempt('register', '192.0.2.9');
  expect(await waitOf(addressLimits.recordAttempt('register', '192.0.2.9'))).toBe(hours(1));
  expect(await waitOf(fails())).toBe(30);

  clock.now = START;
  expect(await waitOf(addressLimits.assertWithinLimit('register', '192.0.2.9'))).toBe(0);
  expect(await waitOf(addressLimits.recordAttempt('register', '192.0.2.9'))).toBe(0);
  // The failures are not forgotten: another one waits longer, from now.
  expect(await waitOf(fails())).toBe(0);
  expect(await waitOf(fails())).toBe(60);
  clock.now = addSeconds(START, 60);
  expect(await waitOf(succeeds())).toBe(0);
});

test('a right password is let in although a wait stands in the future that was none', async () => {
  const { clock, fails, succeeds } = limitsAt();
  clock.now = addSeconds(START, hours(2));
  for (let tries = 0; tries < 10; tries += 1) await fails();
  clock.now = START;
  expect(await waitOf(succeeds())).toBe(0);
  for (let tries = 0; tries < 9; tries += 1) await fails();
  expect(await waitOf(succeeds())).toBe(0);
});

test.describe('successful sign-ins', () => {
  const vault = new Vault(['a-secret-of-at-least-32-bytes-here']);
  const at = (now: Date, { rateLimits = true } = {}) => ({ vault, config: { rateLimits }, now: () => now });
  const signIns = async (times: number, userId: string, ctx = at(START)) => {
    for (let time = 0; time < times; time += 1) await recordSignIn(db, userId, ctx);
  };

  test('are sixty an hour for each account, and then wait for the end of the hour', async () => {
    await signIns(60, 'ada');
    expect(await waitOf(recordSignIn(db, 'ada', at(addSeconds(START, minutes(59)))))).toBe(60);
    expect(await waitOf(recordSignIn(db, 'bob', at(START)))).toBe(0);
    expect(await waitOf(recordSignIn(db, 'ada', at(addSeconds(START, hours(1)))))).toBe(0);
  });

  test('begin anew when they are forgiven, and never wait for a clock that was ahead', async () => {
    await signIns(60, 'ada', at(addSeconds(START, hours(2))));
    expect(await waitOf(recordSignIn(db, 'ada', at(START)))).toBe(0);
    await signIns(59, 'ada');
    expect(await waitOf(recordSignIn(db, 'ada', at(START)))).toBe(3600);
    await resetSignIns(db, 'ada', at(START));
    expect(await waitOf(recordSignIn(db, 'ada', at(START)))).toBe(0);
  });

  test('are not counted under RATE_LIMITS=off', async () => {
    await signIns(61, 'ada', at(START, { rateLimits: false }));
    expect(await db.rateLimitCounter.count()).toBe(0);
  });
});
