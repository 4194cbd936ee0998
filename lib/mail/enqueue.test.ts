import { expect, test } from 'playwright/test';
import { Vault } from '../crypto/vault';
import { type MigratedPglite, migratedPglite } from '../data/pglite/migrated-pglite';
import { addSeconds, hours, minutes } from '../time';
import { enqueueLink, enqueueNotice, type NoticePlace } from './enqueue';
import { listMailbox } from './mailbox';
import type { Notice } from './messages';
import { createOutbox } from './outbox';

const START = new Date('2026-11-24T10:00:00Z');
const TO = 'ada@example.com';
const LINK = 'https://login.example.com/reset-password/aB3_x-Zz/';
const SMTP = { kind: 'smtp', url: 'smtp://mail.example.com', from: 'no-reply@example.com' } as const;

let database: MigratedPglite;
let db: MigratedPglite['db'];
let userId: string;

test.beforeAll(async () => {
  database = await migratedPglite();
  db = database.db;
  ({ id: userId } = await db.user.create({ data: { email: TO, createdAt: START } }));
});

test.afterEach(async () => {
  await db.queuedMail.deleteMany();
  await db.recipientMail.deleteMany();
});

test.afterAll(() => database.close());

function post({ isOn = true, hasProvider = true } = {}) {
  const clock = { now: START, secondsEachLook: 0 };
  const told: object[] = [];
  const outbox = createOutbox({
    provider: hasProvider ? SMTP : { kind: 'mailbox' },
    brand: { appName: 'Postern', appUrl: 'https://login.example.com', canRegister: true },
    vault: new Vault(['a-secret-of-at-least-32-bytes-here']),
  });
  const log = { info: (fields: object) => told.push(fields) };
  const ctx = {
    outbox,
    config: { rateLimits: isOn },
    log,
    now: () => {
      clock.now = addSeconds(clock.now, clock.secondsEachLook);
      return clock.now;
    },
  };
  const later = (seconds: number) => addSeconds(clock.now, seconds);
  const link = (to = TO) =>
    db.$transaction((tx) =>
      enqueueLink(
        tx,
        { kind: 'reset-link', to, userId },
        async () => ({
          message: { kind: 'reset-link', to, link: LINK, validMinutes: 60 },
          expiresAt: later(hours(1)),
        }),
        ctx,
      ),
    );
  const links = async (count: number) => {
    let sent = 0;
    for (let asked = 0; asked < count; asked += 1) if (await link()) sent += 1;
    return sent;
  };
  const notify = (kind: 'password-changed' | 'email-change-undone' = 'password-changed') => {
    const message: Notice = { kind, to: TO, changedAt: clock.now.toISOString() };
    const write = async ({ dueAt }: NoticePlace) => ({ message, expiresAt: addSeconds(dueAt, hours(24)) });
    return db.$transaction((tx) => enqueueNotice(tx, { kind, to: TO, userId }, write, ctx));
  };
  const notices = async () => {
    const mails = await db.queuedMail.findMany({ orderBy: { id: 'asc' } });
    return mails.flatMap((mail) => {
      const message = outbox.open(mail);
      return message && message.kind !== 'reset-link' ? [{ ...mail, message }] : [];
    });
  };
  const listed = () => listMailbox({ to: TO }, { db, outbox, now: ctx.now });
  return { clock, told, link, links, notify, notices, listed };
}

test('an address is sent ten links an hour, and the rest are not made', async () => {
  const { clock, told, links, link } = post();
  expect(await links(12)).toBe(10);
  expect(await db.queuedMail.count()).toBe(10);
  const full = { event: 'excess_rate_limit_exceeded', limit: 'recipient-mails', kind: 'reset-link', userId };
  expect(told).toEqual([full, full]);
  expect(await link('another@example.com'), 'another address has a budget of its own').toBe(true);
  clock.now = addSeconds(START, hours(1) - 1);
  expect(await links(1)).toBe(0);
  clock.now = addSeconds(START, hours(1));
  expect(await links(12)).toBe(10);
});

test('that the clock goes on meanwhile keeps no mail from leaving', async () => {
  const { clock, links, notify, notices } = post();
  clock.secondsEachLook = 0.005;
  expect(await links(2)).toBe(2);
  await notify();
  expect(await notices()).toMatchObject([{ lastFailure: null }]);
});

test('and thirty a day, however they are spread', async () => {
  const { clock, links } = post();
  for (const hour of [0, 5, 10]) {
    clock.now = addSeconds(START, hours(hour));
    expect(await links(11)).toBe(10);
  }
  clock.now = addSeconds(START, hours(24) - 1);
  expect(await links(1)).toBe(0);
  clock.now = addSeconds(START, hours(24));
  expect(await links(11)).toBe(10);
});

test('nothing but a keyed hash of the recipient is kept of a mail', async () => {
  await post().links(1);
  const [row] = await db.$queryRaw<{ text: string }[]>`SELECT t::text AS text FROM recipient_mails t`;
  expect(row?.text).not.toContain('example');
});

test('a notice without room waits, stands for those after it of its kind, and its turn is kept', async () => {
  const { clock, told, links, notify, notices } = post();
  await links(10);
  clock.now = addSeconds(START, minutes(10));
  await notify();
  await notify('email-change-undone');
  clock.now = addSeconds(START, minutes(20));
  await notify();
  await notify();
  const dueAt = addSeconds(START, hours(1));
  const waiting = { state: 'queued', lastFailure: 'mail-budget', nextAttemptAt: dueAt };
  const changedAt = clock.now.toISOString();
  expect(await notices()).toMatchObject([
    {
      ...waiting,
      expiresAt: addSeconds(dueAt, hours(24)),
      message: { kind: 'password-changed', times: 3, changedAt },
    },
    { ...waiting, message: { kind: 'email-change-undone', changedAt: '2026-11-24T10:10:00.000Z' } },
  ]);
  expect(told.slice(0, 2)).toMatchObject([
    { kind: 'password-changed', dueAt },
    { kind: 'email-change-undone', dueAt },
  ]);
  // Ten an hour, the two that waited among them.
  clock.now = dueAt;
  expect(await links(12)).toBe(8);
});

test('a notice with room is sent at once, beside others of its kind', async () => {
  const { notify, notices } = post();
  await notify();
  await notify();
  const once = { nextAttemptAt: START, lastFailure: null, message: { changedAt: START.toISOString() } };
  expect(await notices()).toMatchObject([once, once]);
  for (const { message } of await notices()) expect(message).not.toHaveProperty('times');
});

test('a notice that has left is not changed any more: the next one waits for itself', async () => {
  const { clock, links, notify, notices } = post();
  await links(10);
  await notify();
  clock.now = addSeconds(START, hours(1));
  await links(9);
  await notify();
  expect(await notices()).toMatchObject([
    { nextAttemptAt: addSeconds(START, hours(1)) },
    { nextAttemptAt: addSeconds(START, hours(2)) },
  ]);
});

test('in the mailbox a notice that waits is listed once its time has come, under that time', async () => {
  const { clock, links, notify, listed } = post({ hasProvider: false });
  await links(10);
  await notify();
  await notify();
  clock.now = addSeconds(START, hours(1) - 1);
  expect((await listed()).map(({ subject }) => subject)).toEqual(Array(10).fill('Reset your Postern password'));
  clock.now = addSeconds(START, hours(1));
  const [first, ...others] = await listed();
  expect(first).toMatchObject({
    subject: 'Your Postern password was changed',
    created_at: '2026-11-24T11:00:00.000Z',
    html: expect.stringContaining('was changed 2 times, last on 24 November 2026 at 10:00 UTC'),
  });
  expect(others).toHaveLength(10);
  clock.now = addSeconds(START, hours(25));
  expect(await listed()).toHaveLength(1);
});

test('what was counted by a clock that was ahead does not count once that is put right', async () => {
  const { clock, links } = post();
  clock.now = addSeconds(START, hours(2));
  expect(await links(11)).toBe(10);
  clock.now = START;
  expect(await links(11)).toBe(10);
});

test('RATE_LIMITS=off sends all, and counts nothing', async () => {
  const { links, notify, notices } = post({ isOn: false });
  expect(await links(40)).toBe(40);
  await notify();
  expect(await notices()).toMatchObject([{ lastFailure: null, nextAttemptAt: START }]);
  expect(await db.recipientMail.count()).toBe(0);
});
