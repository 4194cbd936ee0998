import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, test } from 'playwright/test';
import { PrismaClient } from './data/generated/client';
import { prismaFolder } from './data/migration-files';
import { applyMigrations } from './data/migrations';
import { PgliteAdapterFactory } from './data/pglite-adapter';
import { keepHouse } from './housekeeping';
import { createLog } from './log';
import { loadSigningKeys } from './secrets/load-signing-keys';
import { addSeconds, days, minutes } from './time';
import { KeyRing } from './tokens/key-ring';
import { Vault } from './tokens/vault';

const NOW = new Date('2026-11-24T10:00:00Z');
const ago = (seconds: number) => addSeconds(NOW, -seconds);

let engine: PGlite;
let db: PrismaClient;
let statements: string[] = [];

test.beforeEach(async () => {
  engine = new PGlite();
  const adapter = new PgliteAdapterFactory(() => engine);
  await applyMigrations(adapter, prismaFolder(path.resolve(import.meta.dirname, '..')));
  const logged = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
  statements = [];
  logged.$on('query', ({ query }) => statements.push(query));
  db = logged;
});

test.afterEach(async () => {
  await db.$disconnect();
  await engine.close();
});

async function household() {
  const vault = new Vault(['a-secret-of-at-least-32-bytes-here']);
  const keys = new KeyRing('ES256', await loadSigningKeys({ db, vault, algorithm: 'ES256', now: NOW }));
  return { db, vault, keys, config: { jwtAlgorithm: 'ES256' as const }, log: createLog('silent'), now: () => NOW };
}

test('every table that grows loses what nobody needs any more, and nothing else', async () => {
  const { id: userId } = await db.user.create({ data: { email: 'ada@example.com', createdAt: ago(days(200)) } });
  const times = (end: Date) => ({ createdAt: ago(days(200)), lastUsedAt: end, expiresAt: end, endsAt: end });
  const bytes = (...values: number[]) => new Uint8Array(values);
  const event = { event: 'authn_login_fail', actor: 'client', requestId: 'r' };
  const mail = { userId, recipientKey: bytes(1), nextAttemptAt: NOW };
  await db.session.createMany({ data: [times(ago(days(2))), times(ago(60))].map((each) => ({ userId, ...each })) });
  await db.resetToken.createMany({
    data: [ago(days(2)), ago(60)].map((expiresAt, at) => ({
      ...{ userId, tokenHash: bytes(at), createdAt: ago(days(3)), expiresAt },
    })),
  });
  await db.emailLink.createMany({
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
      { ...mail, state: 'parked', createdAt: ago(minutes(90)), expiresAt: ago(60), content: bytes(8) },
      { ...mail, state: 'mailbox', createdAt: ago(days(2) - 1), expiresAt: ago(60), nextAttemptAt: ago(days(2) - 1) },
      // One that waited for a day has just been shown.
      { ...mail, state: 'mailbox', createdAt: ago(days(1) + 1), expiresAt: ago(60), content: bytes(9) },
    ],
  });
  await db.tally.createMany({
    data: [
      { key: bytes(1), count: 1, expiresAt: ago(1) },
      { key: bytes(2), count: 1, expiresAt: addSeconds(NOW, 1) },
    ],
  });
  const toRecipient = { recipientKey: bytes(1), createdAt: ago(days(3)) };
  await db.recipientMail.createMany({
    data: [ago(days(2)), ago(60), addSeconds(NOW, 60)].map((dueAt) => ({ ...toRecipient, dueAt })),
  });

  await keepHouse(await household());
  expect(await db.recipientMail.findMany({ select: { dueAt: true }, orderBy: { dueAt: 'asc' } })).toEqual([
    { dueAt: ago(60) },
    { dueAt: addSeconds(NOW, 60) },
  ]);
  expect(await db.session.findMany({ select: { endsAt: true } })).toEqual([{ endsAt: ago(60) }]);
  expect(await db.resetToken.findMany({ select: { expiresAt: true } })).toEqual([{ expiresAt: ago(60) }]);
  expect(await db.emailLink.findMany({ select: { expiresAt: true } })).toEqual([{ expiresAt: ago(60) }]);
  expect(await db.auditEvent.findMany({ select: { at: true }, orderBy: { at: 'asc' } })).toEqual([
    { at: ago(days(179)) },
    { at: ago(days(30)) },
  ]);
  const mails = await db.queuedMail.findMany({ select: { state: true, content: true }, orderBy: { createdAt: 'asc' } });
  expect(mails).toEqual([
    { state: 'queued', content: bytes(7) },
    { state: 'mailbox', content: bytes(9) },
    { state: 'parked', content: null },
    { state: 'sent', content: null },
  ]);
  expect(await db.tally.findMany({ select: { count: true, expiresAt: true } })).toEqual([
    { count: 1, expiresAt: addSeconds(NOW, 1) },
  ]);
});

test('much is deleted in small steps, between which it can be stopped', async () => {
  const expiresAt = ago(1);
  const key = (at: number) => new Uint8Array(Buffer.from(`${at}`));
  const tallies = Array.from({ length: 2500 }, (_, at) => ({ key: key(at), count: 1, expiresAt }));
  await db.tally.createMany({ data: tallies });
  const home = await household();
  await keepHouse(home, AbortSignal.abort());
  expect(await db.tally.count()).toBe(2500);
  statements = [];
  await keepHouse(home);
  expect(await db.tally.count()).toBe(0);
  expect(statements.filter((each) => /DELETE FROM tallies WHERE .*expires_at <=/s.test(each))).toHaveLength(3);
});
