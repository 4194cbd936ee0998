import { expect, test } from 'playwright/test';
import type { RequestContext } from '../../context';
import { Vault } from '../../crypto/vault';
import { type MigratedPglite, migratedPglite } from '../../data/pglite/migrated-pglite';
import { createOutbox } from '../../mail/outbox';
import { createLog } from '../../observability/log';
import { addSeconds, days, hours, minutes } from '../../time';
import { tokenHash } from '../../tokens/opaque-token';
import { enqueueUndoLink } from './undo-link';

const START = new Date('2026-11-24T10:00:00Z');
const VERIFIED = { email: 'ada@example.com', createdAt: START, emailVerifiedAt: START };

let database: MigratedPglite;
let db: MigratedPglite['db'];

test.beforeEach(async () => {
  database = await migratedPglite();
  db = database.db;
});

test.afterEach(() => database.close());

/** A user who was just sent ten mails. */
async function fullyMailed() {
  const clock = { now: START };
  const outbox = createOutbox({
    provider: { kind: 'smtp', url: 'smtp://mail.example.com', from: 'no-reply@example.com' },
    brand: { appName: 'Postern', appUrl: 'https://login.example.com', canRegister: true },
    vault: new Vault(['a-secret-of-at-least-32-bytes-here']),
  });
  const config = { rateLimits: true, appUrl: 'https://login.example.com' };
  // Only what a notice needs.
  const ctx = { db, outbox, config, log: createLog('silent'), now: () => clock.now } as unknown as RequestContext;
  const former = await db.user.create({ data: VERIFIED });
  const place = { recipientKey: outbox.recipientKey(VERIFIED.email), createdAt: START, dueAt: START };
  await db.recipientMail.createMany({ data: Array.from({ length: 10 }, () => place) });
  const leave = (newEmail: string) => db.$transaction((tx) => enqueueUndoLink(tx, { former, newEmail }, ctx));
  const notices = async () => (await db.queuedMail.findMany()).map((mail) => ({ ...mail, message: outbox.open(mail) }));
  return { clock, former, leave, notices };
}

test('an address left twice before it could be told gets one notice, whose link is the one that undoes both', async () => {
  const { clock, leave, notices } = await fullyMailed();
  await leave('one@example.org');
  const [{ message: first } = { message: null }] = await notices();
  clock.now = addSeconds(START, minutes(5));
  await leave('other@example.org');
  const link = first && 'link' in first ? first.link : '';
  expect(await notices()).toMatchObject([
    {
      nextAttemptAt: addSeconds(START, hours(1)),
      expiresAt: addSeconds(START, hours(1) + days(3)),
      message: { kind: 'email-changed', newEmail: 'other@example.org', times: 2, link, validMinutes: 4320 },
    },
  ]);
  // The link counts from when it is mailed, and no other was made.
  const hash = tokenHash(new URL(link).pathname.split('/')[2] ?? '');
  expect(await db.oneTimeLink.findMany()).toMatchObject([
    { purpose: 'undo', createdAt: START, expiresAt: addSeconds(START, hours(1) + days(3)) },
  ]);
  expect(Buffer.from((await db.oneTimeLink.findFirstOrThrow()).tokenHash)).toEqual(hash);
});

test('a link that is dead before its notice leaves is replaced by a good one', async () => {
  const { clock, leave, notices } = await fullyMailed();
  await leave('one@example.org');
  const [{ message: first } = { message: null }] = await notices();
  await db.oneTimeLink.updateMany({ data: { usedAt: START } });
  clock.now = addSeconds(START, minutes(5));
  await leave('other@example.org');
  const [{ message: second } = { message: null }, ...others] = await notices();
  expect(others).toEqual([]);
  expect(second).toMatchObject({ kind: 'email-changed', times: 2 });
  expect(second && 'link' in second && second.link).not.toBe(first && 'link' in first && first.link);
  expect(await db.oneTimeLink.count({ where: { usedAt: null } })).toBe(1);
});
