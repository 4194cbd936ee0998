import { expect, test } from 'playwright/test';
import { addSeconds, hours } from '../time';
import type { Prisma } from './generated/client';
import { discardQueuedMails, failMail, leaseDueMails, markMailSent, requeueMails } from './mails';
import { type MigratedPglite, migratedPglite } from './pglite/migrated-pglite';

const NOW = new Date('2026-11-24T10:00:00Z');
const CONTENT = new Uint8Array([1]);

let database: MigratedPglite;
let db: MigratedPglite['db'];
let userId: string;
let made = 0;

test.beforeAll(async () => {
  database = await migratedPglite();
  db = database.db;
  ({ id: userId } = await db.user.create({ data: { email: 'ada@example.com', createdAt: NOW } }));
});

test.afterEach(() => db.queuedMail.deleteMany());

test.afterAll(() => database.close());

async function mail(more: Partial<Prisma.QueuedMailUncheckedCreateInput> = {}): Promise<string> {
  const expiresAt = addSeconds(NOW, hours(1));
  made += 1;
  const id = `00000000-0000-7000-8000-${`${made}`.padStart(12, '0')}`; // in the order they are made
  const times = { createdAt: NOW, expiresAt, nextAttemptAt: addSeconds(NOW, 600) };
  const data = { id, userId, state: 'queued', content: CONTENT, recipientKey: CONTENT, ...times, ...more } as const;
  await db.queuedMail.create({ data, select: { id: true } });
  return data.id;
}

const idsOf = (mails: { id: string }[]) => mails.map(({ id }) => id);
const changedOf = (mails: { id: string; isChanged: boolean }[]) => idsOf(mails.filter(({ isChanged }) => isChanged));
const due = async () => idsOf(await leaseDueMails(db, { now: NOW, leaseSeconds: 20, limit: 100 })).toSorted();

/** One mail of every kind there is. */
async function mailsOfEveryKind() {
  return {
    postponed: await mail({ lastFailure: 'http 500' }),
    lapsed: await mail({ leasedUntil: NOW }),
    refused: await mail({ state: 'failed', lastFailure: 'http 422' }),
    deletionNotice: await mail({ userId: null }),
    leased: await mail({ leasedUntil: addSeconds(NOW, 1) }),
    expired: await mail({ expiresAt: NOW }),
    refusedAndExpired: await mail({ state: 'failed', expiresAt: NOW }),
    wiped: await mail({ state: 'failed', content: null }),
    sent: await mail({ state: 'sent', content: null }),
    mailbox: await mail({ state: 'mailbox' }),
    waiting: await mail({ lastFailure: 'mail-budget' }),
  };
}

test('all mails that are of use are made due, but for what a worker has and what waits for its recipient', async () => {
  const mails = await mailsOfEveryKind();
  const { postponed, lapsed, refused, deletionNotice, leased, expired, refusedAndExpired, wiped, waiting } = mails;
  const meant = await requeueMails(db, { id: null, now: NOW });
  expect(changedOf(meant)).toEqual([postponed, lapsed, refused, deletionNotice]);
  expect(idsOf(meant.filter(({ isChanged }) => !isChanged))).toEqual([
    leased,
    expired,
    refusedAndExpired,
    wiped,
    waiting,
  ]);
  expect(await due()).toEqual([postponed, lapsed, refused, deletionNotice]);
  expect(changedOf(await requeueMails(db, { id: null, now: NOW }))).toEqual([]);
});

test('one mail is made due, or told of as it is', async () => {
  const { postponed, sent, mailbox } = await mailsOfEveryKind();
  expect(await requeueMails(db, { id: postponed, now: NOW })).toMatchObject([{ id: postponed, isChanged: true }]);
  expect(await due()).toEqual([postponed]);
  for (const [id, state] of [
    [sent, 'sent'],
    [mailbox, 'mailbox'],
  ] as const) {
    expect(await requeueMails(db, { id, now: NOW })).toMatchObject([{ id, state, isChanged: false }]);
    expect(await discardQueuedMails(db, { id, now: NOW })).toMatchObject([{ id, state, isChanged: false }]);
  }
  const unknown = 'ffffffff-ffff-7fff-bfff-ffffffffffff';
  expect(await requeueMails(db, { id: unknown, now: NOW })).toEqual([]);
  expect(await discardQueuedMails(db, { id: unknown, now: NOW })).toEqual([]);
});

test('failed mails are wiped, and nothing else is', async () => {
  const { refused, refusedAndExpired, ...others } = await mailsOfEveryKind();
  const before = await db.queuedMail.findMany({ where: { id: { in: Object.values(others) } } });
  expect(await discardQueuedMails(db, { id: null, now: NOW })).toMatchObject([
    { id: refused, isChanged: true },
    { id: refusedAndExpired, isChanged: true },
  ]);
  const discarded = { state: 'failed', content: null, lastFailure: 'discarded' };
  const found = await db.queuedMail.findMany({ where: { id: { in: [refused, refusedAndExpired] } } });
  expect(found).toMatchObject([discarded, discarded]);
  expect(await db.queuedMail.findMany({ where: { id: { in: Object.values(others) } } })).toEqual(before);
  expect(await discardQueuedMails(db, { id: null, now: NOW })).toEqual([]);
});

test('a leased mail is not discarded, one whose worker died is, and a notice of deletion is deleted', async () => {
  const { leased, lapsed, deletionNotice, expired } = await mailsOfEveryKind();
  expect(await discardQueuedMails(db, { id: leased, now: NOW })).toMatchObject([{ isSealed: true, isChanged: false }]);
  for (const id of [lapsed, deletionNotice, expired]) {
    expect(await discardQueuedMails(db, { id, now: NOW })).toMatchObject([{ id, isChanged: true }]);
  }
  expect(await db.queuedMail.findUnique({ where: { id: deletionNotice } })).toBeNull();
  expect(await db.queuedMail.findUnique({ where: { id: lapsed } })).toMatchObject({ state: 'failed', content: null });
  // The worker that had the lease before cannot change its state.
  expect(await markMailSent(db, lapsed, NOW)).toBe(0);
});

test('a failed mail keeps its content until its link expires, a failed notice of deletion is deleted', async () => {
  const refusal = { failure: 'http 422', now: NOW };
  const { postponed, expired, deletionNotice } = await mailsOfEveryKind();
  for (const id of [postponed, expired, deletionNotice]) expect(await failMail(db, id, refusal)).toBe(1);
  const contentOf = async (id: string) =>
    (await db.queuedMail.findUnique({ where: { id }, select: { content: true } }))?.content;
  expect([await contentOf(postponed), await contentOf(expired), await contentOf(deletionNotice)]).toEqual([
    CONTENT,
    null,
    undefined,
  ]);
});

test('a mail or a lease of a clock that was ahead does not wait for the time it showed', async () => {
  const ahead = { createdAt: addSeconds(NOW, hours(2)), nextAttemptAt: addSeconds(NOW, hours(2)) };
  const postponed = await mail({ ...ahead, attempts: 1 });
  const leased = await mail({ nextAttemptAt: NOW, leasedUntil: addSeconds(NOW, hours(2)) });
  expect(await due()).toEqual([postponed, leased]);
  // From then on it is like any other.
  await db.queuedMail.updateMany({ where: { id: postponed }, data: { leasedUntil: null } });
  expect(await due()).toEqual([]);
});
