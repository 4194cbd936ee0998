import type { Db } from './database';
import { BATCH_ROWS, inBatches } from './in-batches';
import type { StoredProfile } from './users';

/** `profile` and `roles` are what the new user is given, as they were valid when it was issued. */
export type InvitationRow = {
  id: string;
  email: string;
  roles: string[];
  profile: unknown;
  createdAt: Date;
  expiresAt: Date;
};

const ROW = { id: true, email: true, roles: true, profile: true, createdAt: true, expiresAt: true } as const;

const open = (now: Date) => ({ usedAt: null, expiresAt: { gt: now } });

export function insertInvitation(
  db: Db,
  invitation: {
    email: string;
    roles: string[];
    profile: StoredProfile;
    tokenHash: Uint8Array<ArrayBuffer>;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<{ id: string }> {
  return db.invitation.create({ data: invitation, select: { id: true } });
}

/** Null for one that is unknown, accepted, revoked or expired. */
export function findOpenInvitation(
  db: Db,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<InvitationRow | null> {
  return db.invitation.findFirst({ where: { tokenHash, ...open(now) }, select: ROW });
}

/** In whichever state it is, but for one that was accepted: that row is gone. */
export function findStoredInvitation(
  db: Db,
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<(InvitationRow & { usedAt: Date | null }) | null> {
  return db.invitation.findUnique({ where: { tokenHash }, select: { ...ROW, usedAt: true } });
}

/** In whichever state it is. */
export function findInvitation(db: Db, id: string): Promise<{ id: string; email: string } | null> {
  return db.invitation.findUnique({ where: { id }, select: { id: true, email: true } });
}

/** Those that can be accepted, newest first, from after `before` on. */
export function findOpenInvitations(
  db: Db,
  { now, before, limit }: { now: Date; before?: string | undefined; limit: number },
): Promise<InvitationRow[]> {
  return db.invitation.findMany({
    where: { ...open(now), ...(before !== undefined && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit,
    select: ROW,
  });
}

/**
 * Takes an invitation that is accepted, in one statement. The row goes: what it says of the new user is the user's from
 * here on, and nothing of it is left when the account is deleted.
 * @returns false for all but one of many concurrent calls
 */
export async function redeemInvitation(db: Db, id: string, now: Date): Promise<boolean> {
  const { count } = await db.invitation.deleteMany({ where: { id, ...open(now) } });
  return count === 1;
}

/** @returns false when it was accepted, revoked or expired before */
export async function revokeInvitation(db: Db, id: string, now: Date): Promise<boolean> {
  const { count } = await db.invitation.updateMany({ where: { id, ...open(now) }, data: { usedAt: now } });
  return count === 1;
}

/** @returns the IDs of those that could have been accepted */
export async function revokeInvitationsTo(db: Db, email: string, now: Date): Promise<string[]> {
  const revoked = await db.invitation.updateManyAndReturn({
    where: { email, ...open(now) },
    data: { usedAt: now },
    select: { id: true },
  });
  return revoked.map(({ id }) => id);
}

/** All that there are to an address, in whichever state. */
export async function deleteInvitationsTo(db: Db, email: string): Promise<void> {
  await db.invitation.deleteMany({ where: { email } });
}

/** Those that expired, or were revoked, before an instant. */
export function deleteInvitationsEndedBefore(db: Db, instant: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM invitations WHERE id IN (
        SELECT id FROM invitations WHERE expires_at < ${instant} OR used_at < ${instant}
        LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}
