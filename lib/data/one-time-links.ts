import type { Db } from './database';
import type { OneTimeLinkPurpose } from './generated/client';
import { BATCH_ROWS, inBatches } from './in-batches';

export type LinkPurpose = OneTimeLinkPurpose;

/** `email` is the address that the link resets the password for, verifies, brings in, or brings back. */
export type LinkRow = { id: string; userId: string; purpose: LinkPurpose; email: string; createdAt: Date };

/** A link that is valid, with the present address of its account. */
export type ValidLinkRow = LinkRow & { user: { email: string } };

const ROW = { id: true, userId: true, purpose: true, email: true, createdAt: true } as const;

export async function insertLink(
  db: Db,
  link: {
    userId: string;
    purpose: LinkPurpose;
    email: string;
    tokenHash: Uint8Array<ArrayBuffer>;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await db.oneTimeLink.create({ data: link, select: { id: true } });
}

/** When the links of one purpose were issued that are younger than `since`, newest first. */
export async function findLinkTimes(db: Db, userId: string, purpose: LinkPurpose, since: Date): Promise<Date[]> {
  const links = await db.oneTimeLink.findMany({
    where: { userId, purpose, createdAt: { gt: since } },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true },
  });
  return links.map(({ createdAt }) => createdAt);
}

/** Null for a link that is unknown, used, revoked or expired, or whose account is disabled. */
export function findValidLink(
  db: Db,
  purpose: LinkPurpose,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<ValidLinkRow | null> {
  return db.oneTimeLink.findFirst({
    where: { purpose, tokenHash, usedAt: null, expiresAt: { gt: now }, user: { disabledAt: null } },
    select: { ...ROW, user: { select: { email: true } } },
  });
}

/** A link in whichever state it is. */
export type StoredLinkRow = LinkRow & { expiresAt: Date; usedAt: Date | null; user: { disabledAt: Date | null } };

export function findStoredLink(db: Db, tokenHash: Uint8Array<ArrayBuffer>): Promise<StoredLinkRow | null> {
  return db.oneTimeLink.findUnique({
    where: { tokenHash },
    select: { ...ROW, expiresAt: true, usedAt: true, user: { select: { disabledAt: true } } },
  });
}

/** Single use in one statement. @returns null for all but one of many concurrent calls */
export async function redeemLink(
  db: Db,
  purpose: LinkPurpose,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<LinkRow | null> {
  const [used] = await db.oneTimeLink.updateManyAndReturn({
    where: { purpose, tokenHash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
    select: ROW,
  });
  return used ?? null;
}

/** @param of.issuedFrom only those that were issued then or later */
export async function revokeLinks(
  db: Db,
  userId: string,
  purposes: readonly LinkPurpose[],
  now: Date,
  { issuedFrom }: { issuedFrom?: Date } = {},
): Promise<void> {
  await db.oneTimeLink.updateMany({
    where: {
      userId,
      purpose: { in: [...purposes] },
      usedAt: null,
      ...(issuedFrom && { createdAt: { gte: issuedFrom } }),
    },
    data: { usedAt: now },
  });
}

/** The address whose confirmation is pending, if there is one. */
export async function findPendingEmail(db: Db, userId: string, now: Date): Promise<string | null> {
  const link = await db.oneTimeLink.findFirst({
    where: { userId, purpose: 'change', usedAt: null, expiresAt: { gt: now } },
    orderBy: { createdAt: 'desc' },
    select: { email: true },
  });
  return link?.email ?? null;
}

/**
 * Whether an address was another account's until recently, and that account's owner may still undo the change.
 * @param of.exceptUserId the account that is to have the address; null for none yet
 */
export async function isEmailReserved(
  db: Db,
  email: string,
  { exceptUserId, now }: { exceptUserId: string | null; now: Date },
): Promise<boolean> {
  const others = exceptUserId !== null && { userId: { not: exceptUserId } };
  const link = await db.oneTimeLink.findFirst({
    where: { email, purpose: 'undo', usedAt: null, expiresAt: { gt: now }, ...others },
    select: { id: true },
  });
  return link !== null;
}

/** The addresses that were this user's until recently, and may still be brought back. */
export async function findFormerEmails(db: Db, userId: string, now: Date): Promise<string[]> {
  const links = await db.oneTimeLink.findMany({
    where: { userId, purpose: 'undo', usedAt: null, expiresAt: { gt: now } },
    distinct: ['email'],
    select: { email: true },
  });
  return links.map(({ email }) => email);
}

/** Deletes the links that expired before an instant: too old to count towards a mail budget. */
export function deleteLinksExpiredBefore(db: Db, instant: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM one_time_links WHERE id IN (
        SELECT id FROM one_time_links WHERE expires_at < ${instant} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}

/** Every link that is stored, newest first. */
export function findLinksOfUser(
  db: Db,
  userId: string,
): Promise<(Pick<LinkRow, 'purpose' | 'email' | 'createdAt'> & { expiresAt: Date; usedAt: Date | null })[]> {
  return db.oneTimeLink.findMany({
    where: { userId },
    orderBy: { id: 'desc' },
    select: { purpose: true, email: true, createdAt: true, expiresAt: true, usedAt: true },
  });
}
