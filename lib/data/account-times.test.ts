import { expect, test } from 'playwright/test';
import { addSeconds, minutes } from '../time';
import {
  moveCodes,
  moveInvitations,
  moveRecipientMails,
  moveSessions,
  moveUser,
  moveWaitingMails,
} from './account-times';
import { type MigratedPglite, migratedPglite } from './pglite/migrated-pglite';

const NOW = new Date('2026-11-24T10:00:00Z');
const at = (seconds: number) => addSeconds(NOW, seconds);
const bytes = (...values: number[]) => new Uint8Array(values);

let database: MigratedPglite;
let db: MigratedPglite['db'];

test.beforeEach(async () => {
  database = await migratedPglite();
  db = database.db;
});

test.afterEach(() => database.close());

const createUser = (email: string) => db.user.create({ data: { email, createdAt: NOW } });

test('every time of a user moves but that of the password, and another user stays', async () => {
  const times = {
    createdAt: NOW,
    emailVerifiedAt: at(1),
    disabledAt: null,
    lastSignInAt: at(2),
    termsAcceptedAt: at(3),
  };
  const [one, other] = [
    await db.user.create({ data: { email: 'ada@example.com', ...times } }),
    await db.user.create({ data: { email: 'bob@example.com', ...times } }),
  ];
  await moveUser(db, one.id, 90);
  expect(await db.user.findUnique({ where: { id: one.id } })).toMatchObject({
    createdAt: at(-90),
    emailVerifiedAt: at(-89),
    disabledAt: null,
    lastSignInAt: at(-88),
    termsAcceptedAt: at(-87),
  });
  expect(await db.user.findUnique({ where: { id: other.id } })).toMatchObject(times);
});

test('a session has a list of its moves', async () => {
  const { id: userId } = await createUser('ada@example.com');
  const times = { createdAt: NOW, lastUsedAt: NOW, expiresAt: at(60), absoluteExpiresAt: at(600) };
  await db.session.create({ data: { userId, ...times, refreshIssuedAt: at(1), authenticatedAt: at(2) } });
  expect(await moveSessions(db, userId, { at: 7, seconds: 10 })).toBe(1);
  expect(await moveSessions(db, userId, { at: 8, seconds: 20 })).toBe(1);
  expect(await db.session.findFirst()).toMatchObject({
    createdAt: at(-30),
    lastUsedAt: at(-30),
    expiresAt: at(30),
    absoluteExpiresAt: at(570),
    endedAt: null,
    refreshIssuedAt: at(-29),
    refreshPresentedAt: null,
    authenticatedAt: at(-28),
    timeMoves: [
      { at: 7, seconds: 10 },
      { at: 8, seconds: 20 },
    ],
  });
});

test('a code expires, and is still of the password that it was issued under', async () => {
  const { id: userId } = await createUser('ada@example.com');
  const app = { clientId: 'web', redirectUri: 'https://app.example.com/', codeChallenge: 'x', scope: 'openid' };
  const code = { userId, browserSessionId: userId, codeHash: bytes(1), ...app };
  await db.authorizationCode.create({ data: { ...code, createdAt: NOW, expiresAt: at(60) } });
  await moveCodes(db, userId, 60);
  expect(await db.authorizationCode.findFirst()).toMatchObject({ createdAt: NOW, expiresAt: NOW, usedAt: null });
});

test('an invitation is found by its address', async () => {
  const invitation = { createdAt: NOW, expiresAt: at(600) };
  await db.invitation.create({ data: { ...invitation, email: 'ada@example.com', tokenHash: bytes(1) } });
  await db.invitation.create({ data: { ...invitation, email: 'bob@example.com', tokenHash: bytes(2) } });
  expect(await moveInvitations(db, 'ada@example.com', 600)).toBe(1);
  expect(await moveInvitations(db, 'eve@example.com', 600)).toBe(0);
  const expiries = await db.invitation.findMany({ select: { expiresAt: true }, orderBy: { tokenHash: 'asc' } });
  expect(expiries).toEqual([{ expiresAt: NOW }, { expiresAt: at(600) }]);
});

test('a mail that waits is due sooner, at once at the latest; one that was due stays in its place', async () => {
  const { id: userId } = await createUser('ada@example.com');
  const mail = { createdAt: at(-5), expiresAt: at(6000), state: 'mailbox' } as const;
  const own = { ...mail, userId, recipientKey: bytes(1) };
  await db.queuedMail.createMany({
    data: [
      { ...own, nextAttemptAt: at(-5) },
      { ...own, nextAttemptAt: at(minutes(1)) },
      // To another address of the account, and to its address without an account.
      { ...own, recipientKey: bytes(2), nextAttemptAt: at(minutes(10)) },
      { ...own, userId: null, nextAttemptAt: at(minutes(20)) },
      { ...mail, recipientKey: bytes(3), nextAttemptAt: at(minutes(30)) },
    ],
  });
  await moveWaitingMails(db, { userId, recipientKey: bytes(1), now: NOW }, minutes(5));
  const due = await db.queuedMail.findMany({ select: { nextAttemptAt: true }, orderBy: { nextAttemptAt: 'asc' } });
  expect(due.map(({ nextAttemptAt }) => nextAttemptAt)).toEqual([-5, 0, minutes(5), minutes(15), minutes(30)].map(at));
});

test('the mails that count for a recipient are older', async () => {
  await db.recipientMail.create({ data: { recipientKey: bytes(1), createdAt: NOW, dueAt: at(60) } });
  await moveRecipientMails(db, bytes(1), 30);
  expect(await db.recipientMail.findFirst()).toMatchObject({ createdAt: at(-30), dueAt: at(30) });
});
