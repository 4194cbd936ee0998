import type { Db } from './database';
import type { EmailLinkPurpose } from './generated/client';
import { BATCH_ROWS, inBatches } from './in-batches';

/** `email` is the address the link verifies, brings in, or brings back. */
export type EmailLinkRow = { id: string; userId: string; purpose: EmailLinkPurpose; email: string; createdAt: Date };

/** One that is good, with the present address of its account. */
export type LiveEmailLinkRow = EmailLinkRow & { user: { email: string } };

const ROW = { id: true, userId: true, purpose: true, email: true, createdAt: true } as const;

export async function insertEmailLink(
  db: Db,
  link: {
    userId: string;
    purpose: EmailLinkPurpose;
    email: string;
    tokenHash: Uint8Array<ArrayBuffer>;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await db.emailLink.create({ data: link, select: { id: true } });
}

/** When the links of one purpose were made that are younger than `since`, newest first. */
export async function findEmailLinkTimes(
  db: Db,
  userId: string,
  purpose: EmailLinkPurpose,
  since: Date,
): Promise<Date[]> {
  const links = await db.emailLink.findMany({
    where: { userId, purpose, createdAt: { gt: since } },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true },
  });
  return links.map(({ createdAt }) => createdAt);
}

/** Whose link it is, while it is good: the account enabled. */
export function findLiveEmailLink(
  db: Db,
  purpose: EmailLinkPurpose,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<LiveEmailLinkRow | null> {
  return db.emailLink.findFirst({
    where: { purpose, tokenHash, usedAt: null, expiresAt: { gt: now }, user: { disabledAt: null } },
    select: { ...ROW, user: { select: { email: true } } },
  });
}

/** Single use in one statement. @returns null for all but one of many at once */
export async function spendEmailLink(
  db: Db,
  purpose: EmailLinkPurpose,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<EmailLinkRow | null> {
  const [used] = await db.emailLink.updateManyAndReturn({
    where: { purpose, tokenHash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
    select: ROW,
  });
  return used ?? null;
}

/** The address that waits for its confirmation, if there is one. */
export async function findPendingEmail(db: Db, userId: string, now: Date): Promise<string | null> {
  const link = await db.emailLink.findFirst({
    where: { userId, purpose: 'change', usedAt: null, expiresAt: { gt: now } },
    orderBy: { createdAt: 'desc' },
    select: { email: true },
  });
  return link?.email ?? null;
}

/** Whether an address was somebody's until lately, and its owner may still take the change back. */
export async function isEmailReserved(
  db: Db,
  email: string,
  { exceptUserId, now }: { exceptUserId: string; now: Date },
): Promise<boolean> {
  const link = await db.emailLink.findFirst({
    where: { email, purpose: 'undo', usedAt: null, expiresAt: { gt: now }, userId: { not: exceptUserId } },
    select: { id: true },
  });
  return link !== null;
}

/** The addresses that were this user's until lately, and may still be taken back. */
export async function findFormerEmails(db: Db, userId: string, now: Date): Promise<string[]> {
  const links = await db.emailLink.findMany({
    where: { userId, purpose: 'undo', usedAt: null, expiresAt: { gt: now } },
    distinct: ['email'],
    select: { email: true },
  });
  return links.map(({ email }) => email);
}

export async function voidEmailLinks(
  db: Db,
  userId: string,
  purposes: EmailLinkPurpose[],
  now: Date,
  { madeFrom }: { madeFrom?: Date } = {},
): Promise<void> {
  await db.emailLink.updateMany({
    where: { userId, purpose: { in: purposes }, usedAt: null, ...(madeFrom && { createdAt: { gte: madeFrom } }) },
    data: { usedAt: now },
  });
}

/** Expired and too old to count towards a mail budget. */
export function deleteEmailLinksExpiredBefore(db: Db, instant: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM email_links WHERE id IN (
        SELECT id FROM email_links WHERE expires_at < ${instant} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}

/** Every link that is kept, newest first. */
export function findEmailLinksOfUser(
  db: Db,
  userId: string,
): Promise<(Pick<EmailLinkRow, 'purpose' | 'email' | 'createdAt'> & { expiresAt: Date; usedAt: Date | null })[]> {
  return db.emailLink.findMany({
    where: { userId },
    orderBy: { id: 'desc' },
    select: { purpose: true, email: true, createdAt: true, expiresAt: true, usedAt: true },
  });
}
