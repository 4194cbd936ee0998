import { expect, test } from 'playwright/test';
import { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { insertMail, wipeExpiredFailedMails } from '../data/mails';
import { type MigratedPglite, migratedPglite } from '../data/pglite/migrated-pglite';
import { addSeconds, hours } from '../time';
import type { MailMessage } from './messages';
import { createOutbox } from './outbox';
import { startOutboxWorker } from './outbox-worker';
import type { Delivery } from './transports/transport';

const PROVIDER = { kind: 'smtp', url: 'smtp://mail.example.com', from: 'no-reply@example.com' } as const;
const MESSAGE: MailMessage = {
  kind: 'reset-link',
  to: 'ada@example.com',
  link: 'https://login.example.com/reset-password/x/',
  validMinutes: 60,
};
const START = new Date('2026-11-24T10:00:00Z');
const SENT: Delivery = { outcome: 'sent' };

let database: MigratedPglite;
let db: MigratedPglite['db'];
let userId: string;

test.beforeAll(async () => {
  database = await migratedPglite();
  db = database.db;
  ({ id: userId } = await db.user.create({ data: { email: MESSAGE.to, createdAt: START } }));
});

test.afterEach(() => db.queuedMail.deleteMany());

test.afterAll(() => database.close());

/** An outbox with a clock that a test sets, and a provider that answers as it says. */
function testOutbox(send: (id: string) => Promise<Delivery> | Delivery = () => SENT) {
  const brand = { appName: 'Postern', appUrl: 'https://login.example.com', canRegister: true };
  const vault = new Vault(['a-secret-of-at-least-32-bytes-here']);
  const outbox = createOutbox({ provider: PROVIDER, brand, vault });
  const clock = { now: START };
  const tried: string[] = [];
  const events: unknown[] = [];
  const note = (fields: object) => {
    events.push('event' in fields && fields.event);
  };
  const transport = {
    send: async ({ id }: { id: string }) => {
      tried.push(id);
      return send(id);
    },
  };
  const start = (database: Db = db, bounds: { sendsAtOnce?: number } = {}) =>
    startOutboxWorker({
      ...bounds,
      db: database,
      outbox,
      transport,
      log: { info: note, warn: note, error: note },
      now: () => clock.now,
    });
  const add = async (provider: Parameters<typeof createOutbox>[0]['provider'] = PROVIDER) => {
    const about = { userId, now: clock.now, expiresAt: addSeconds(clock.now, hours(1)) };
    const { id } = await insertMail(db, createOutbox({ provider, brand, vault }).seal(MESSAGE, about));
    return id;
  };
  return { outbox, clock, tried, events, start, add };
}

const mailOf = (id: string) =>
  db.queuedMail.findUniqueOrThrow({
    where: { id },
    select: { state: true, content: true, leasedUntil: true, lastFailure: true },
  });

test('a mail goes out at the wake, once, and nothing of it is kept', async () => {
  const { outbox, tried, start, add } = testOutbox();
  const worker = start();
  const id = await add();
  outbox.notify();
  await expect.poll(() => mailOf(id)).toEqual({ state: 'sent', content: null, leasedUntil: null, lastFailure: null });
  outbox.notify();
  await worker.stop();
  expect(tried).toEqual([id]);
});

test('no more mails are under way at once than the worker may send', async () => {
  const sending: (() => void)[] = [];
  const { outbox, tried, start, add } = testOutbox(
    () => new Promise<Delivery>((resolve) => sending.push(() => resolve(SENT))),
  );
  const ids = [await add(), await add(), await add()];
  const worker = start(db, { sendsAtOnce: 2 });
  await expect.poll(() => tried.length).toBe(2);
  outbox.notify();
  expect(await db.queuedMail.count({ where: { leasedUntil: null } })).toBe(1);
  sending[0]?.();
  await expect.poll(() => tried.length).toBe(3);
  expect(sending).toHaveLength(3);
  for (const finish of sending) finish();
  await worker.stop();
  expect(tried.sort()).toEqual(ids.sort());
});

test('a mail put off comes again when its provider said, not before', async () => {
  const answers: Delivery[] = [{ outcome: 'retry', failure: 'http 429', retryAfterSeconds: 30 }, SENT];
  const { outbox, clock, tried, start, add } = testOutbox(() => answers.shift() ?? SENT);
  const worker = start();
  const id = await add();
  outbox.notify();
  await expect.poll(() => mailOf(id)).toMatchObject({ state: 'queued', leasedUntil: null, lastFailure: 'http 429' });
  clock.now = addSeconds(START, 29);
  outbox.notify();
  await worker.stop();
  expect(tried).toEqual([id]);

  clock.now = addSeconds(START, 30);
  const next = start();
  await expect.poll(() => mailOf(id)).toMatchObject({ state: 'sent', lastFailure: null });
  await next.stop();
});

test('a mail that is rejected for good is failed, not retried, and stays sealed while its link is valid', async () => {
  const { outbox, clock, tried, events, start, add } = testOutbox(() => ({ outcome: 'refused', failure: 'http 422' }));
  const id = await add();
  const worker = start();
  const failed = { state: 'failed', content: expect.any(Uint8Array), leasedUntil: null, lastFailure: 'http 422' };
  await expect.poll(() => mailOf(id)).toEqual(failed);
  clock.now = addSeconds(START, hours(1) - 1);
  outbox.notify();
  await worker.stop();
  expect([tried, events]).toEqual([[id], ['mail_failed']]);
  await wipeExpiredFailedMails(db, clock.now);
  expect(await db.queuedMail.count({ where: { content: { not: null } } })).toBe(1);
  await wipeExpiredFailedMails(db, addSeconds(START, hours(1)));
  expect(await db.queuedMail.count({ where: { content: { not: null } } })).toBe(0);
  expect(await mailOf(id)).toEqual({ ...failed, content: null });
});

test('a mail whose link has expired is failed without being sent', async () => {
  const { clock, tried, start, add } = testOutbox();
  const id = await add();
  clock.now = addSeconds(START, hours(1));
  const worker = start();
  await expect.poll(() => mailOf(id)).toMatchObject({ state: 'failed', content: null, lastFailure: 'expired' });
  await worker.stop();
  expect(tried).toEqual([]);
});

test('a provider set later sends no mail of the mailbox', async () => {
  const { tried, start, add } = testOutbox();
  const id = await add({ kind: 'mailbox' });
  const queued = await add();
  const worker = start();
  await expect.poll(() => mailOf(queued)).toMatchObject({ state: 'sent' });
  await worker.stop();
  expect(tried).toEqual([queued]);
  expect(await mailOf(id)).toMatchObject({ state: 'mailbox' });
});

test('workers side by side send each mail once, at most five at a time each', async () => {
  let sending = 0;
  let mostSending = 0;
  const { tried, start, add } = testOutbox(async () => {
    sending += 1;
    mostSending = Math.max(mostSending, sending);
    await new Promise((resolve) => setTimeout(resolve, 10));
    sending -= 1;
    return SENT;
  });
  const ids = await Promise.all(Array.from({ length: 40 }, () => add()));
  const workers = [start(), start()];
  await expect.poll(() => db.queuedMail.count({ where: { state: 'sent' } })).toBe(40);
  await Promise.all(workers.map((worker) => worker.stop()));
  expect(tried.toSorted()).toEqual(ids.toSorted());
  expect(mostSending).toBeLessThanOrEqual(10);
});

test('stopping waits for the mail in flight', async () => {
  let arrive = () => {};
  const { tried, start, add } = testOutbox(async () => {
    await new Promise<void>((resolve) => {
      arrive = resolve;
    });
    return SENT;
  });
  const id = await add();
  const worker = start();
  await expect.poll(() => tried).toEqual([id]);
  const stopped = worker.stop();
  arrive();
  await stopped;
  expect(await mailOf(id)).toMatchObject({ state: 'sent' });
});

test('a mail of a worker that died goes out when the lease has lapsed', async () => {
  const { clock, tried, start, add } = testOutbox();
  const id = await add();
  await db.queuedMail.update({ where: { id }, data: { leasedUntil: addSeconds(START, 20) } });
  await start().stop();
  expect(tried).toEqual([]);
  clock.now = addSeconds(START, 20);
  const worker = start();
  await expect.poll(() => mailOf(id)).toMatchObject({ state: 'sent' });
  await worker.stop();
});

test('a database that goes away after the send is told once, and the mail is recorded as soon as it is back', async () => {
  let isAway = false;
  const { outbox, tried, events, start, add } = testOutbox(() => {
    isAway = true;
    return SENT;
  });
  const unreliable = new Proxy<Db>(db, {
    get(target, name) {
      if (isAway) throw new Error('the database is away');
      return Reflect.get(target, name);
    },
  });
  const id = await add();
  const worker = start(unreliable);
  await expect.poll(() => events).toEqual(['outbox_unreachable']);
  outbox.notify();
  isAway = false;
  outbox.notify();
  await expect.poll(() => mailOf(id)).toMatchObject({ state: 'sent' });
  await worker.stop();
  expect(tried).toEqual([id]);
  expect(events.filter((event) => event === 'outbox_unreachable')).toHaveLength(1);
});
