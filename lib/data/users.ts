import type { Db } from './database';

/** What a {@link UserRow} consists of. */
export const USER_COLUMNS = {
  id: true,
  email: true,
  emailVerifiedAt: true,
  disabledAt: true,
  createdAt: true,
  profile: true,
  roles: true,
  termsVersion: true,
  termsAcceptedAt: true,
} as const;

const CREDENTIAL = { hash: true, cost: true, pepperId: true, changedAt: true } as const;

/** A user without the credential. */
export type UserRow = {
  id: string;
  email: string;
  emailVerifiedAt: Date | null;
  disabledAt: Date | null;
  createdAt: Date;
  /** As it was stored: by an earlier definition of the fields, maybe. */
  profile: unknown;
  roles: string[];
  /** What was accepted at the registration, and when; both null where nothing was to be accepted. */
  termsVersion: string | null;
  termsAcceptedAt: Date | null;
};

/** Values by the names of their fields. */
export type StoredProfile = Readonly<Record<string, string | number | boolean | null>>;

export type CredentialRow = { hash: string; cost: number; pepperId: string; changedAt: Date };

type NewCredential = Omit<CredentialRow, 'changedAt'>;

export function findUserByEmail(db: Db, email: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { email }, select: USER_COLUMNS });
}

export function findUserById(db: Db, id: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { id }, select: USER_COLUMNS });
}

/** Asks for both whether or not there is a user: a relation would be loaded only then, and the time would tell. */
export async function findUserWithCredential(
  db: Db,
  email: string,
): Promise<(UserRow & { credential: CredentialRow | null }) | null> {
  const [user, credential] = await Promise.all([
    findUserByEmail(db, email),
    db.credential.findFirst({ where: { user: { email } }, select: CREDENTIAL }),
  ]);
  return user && { ...user, credential };
}

/** User and credential at once. @throws a unique violation when the email is taken, which ends a transaction */
export function insertUser(
  db: Db,
  {
    id,
    email,
    profile,
    termsVersion,
    roles = [],
    emailVerifiedAt = null,
    credential,
    now,
  }: {
    id: string;
    email: string;
    profile: StoredProfile;
    termsVersion: string | null;
    roles?: string[];
    emailVerifiedAt?: Date | null;
    credential: NewCredential;
    now: Date;
  },
): Promise<UserRow> {
  return db.user.create({
    data: {
      id,
      email,
      profile,
      roles,
      emailVerifiedAt,
      termsVersion,
      termsAcceptedAt: termsVersion === null ? null : now,
      createdAt: now,
      credential: { create: { ...credential, changedAt: now } },
    },
    select: USER_COLUMNS,
  });
}

/** Sets some fields of a profile, and leaves the others as they are. */
export async function updateProfile(db: Db, userId: string, change: StoredProfile): Promise<void> {
  await db.$executeRaw`
    UPDATE users SET profile = profile || ${JSON.stringify(change)}::jsonb WHERE id = ${userId}::uuid`;
}

export async function updateRoles(db: Db, userId: string, roles: string[]): Promise<void> {
  await db.user.update({ where: { id: userId }, data: { roles }, select: { id: true } });
}

/** Another address, which its owner has shown to read. @throws a unique violation as above */
export async function updateEmail(db: Db, userId: string, email: string, now: Date): Promise<void> {
  await db.user.update({ where: { id: userId }, data: { email, emailVerifiedAt: now }, select: { id: true } });
}

/** @returns false when it was so already */
export async function updateDisabled(db: Db, userId: string, disabledAt: Date | null): Promise<boolean> {
  const { count } = await db.user.updateMany({
    where: { id: userId, disabledAt: disabledAt ? null : { not: null } },
    data: { disabledAt },
  });
  return count === 1;
}

/** With everything that hangs on the user: credential, sessions, links, mails. */
export async function deleteUser(tx: Db, userId: string): Promise<void> {
  await tx.user.delete({ where: { id: userId }, select: { id: true } });
}

/** Newest first, from after `before` on, of those whose email contains `part`. */
export function findUsers(
  db: Db,
  { part, before, limit }: { part?: string; before?: string; limit: number },
): Promise<(UserRow & { lastSignInAt: Date | null })[]> {
  return db.user.findMany({
    where: { ...(part && { email: { contains: literally(part) } }), ...(before && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit,
    select: { ...USER_COLUMNS, lastSignInAt: true },
  });
}

/** Prisma passes these on to LIKE, which takes them for wildcards. */
const literally = (part: string): string => part.replace(/[\\%_]/g, '\\$&');

/**
 * Accounts that were never verified and are not used, the eldest first: made before `unusedSince`, enabled, without a
 * session that is live or was used since, and without a valid link by which its owner may be about to come back. What
 * was verified once stays so, since an address changes to a verified one only.
 * @param of.id only this one
 * @param of.except none of these
 */
export async function findNeverVerified(
  db: Db,
  {
    id = null,
    except = [],
    unusedSince,
    now,
    limit,
  }: { id?: string | null; except?: readonly string[]; unusedSince: Date; now: Date; limit: number },
): Promise<string[]> {
  const users = await db.$queryRaw<{ id: string }[]>`
    SELECT u.id FROM users u
    WHERE u.email_verified_at IS NULL AND u.created_at < ${unusedSince} AND u.disabled_at IS NULL
      AND (${id}::uuid IS NULL OR u.id = ${id}::uuid) AND u.id <> ALL (${except}::uuid[])
      AND NOT EXISTS (
        SELECT 1 FROM sessions s WHERE s.user_id = u.id
          AND (s.last_used_at >= ${unusedSince} OR (s.ended_at IS NULL AND s.expires_at > ${now})))
      AND NOT EXISTS (
        SELECT 1 FROM one_time_links l WHERE l.user_id = u.id AND l.used_at IS NULL AND l.expires_at > ${now})
    ORDER BY u.created_at LIMIT ${limit}`;
  return users.map((user) => user.id);
}

/** Notes that a session of the user began, whatever becomes of the session later. */
export async function updateLastSignIn(db: Db, userId: string, now: Date): Promise<void> {
  await db.user.update({ where: { id: userId }, data: { lastSignInAt: now }, select: { id: true } });
}

/** When a session of the user began last; null for one who has never signed in. */
export async function findLastSignInAt(db: Db, userId: string): Promise<Date | null> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { lastSignInAt: true } });
  return user?.lastSignInAt ?? null;
}

/** When the password was set last. */
export async function findPasswordSetAt(db: Db, userId: string): Promise<Date | null> {
  const credential = await db.credential.findUnique({ where: { userId }, select: { changedAt: true } });
  return credential?.changedAt ?? null;
}

export function findCredential(db: Db, userId: string): Promise<CredentialRow | null> {
  return db.credential.findUnique({ where: { userId }, select: CREDENTIAL });
}

/** The highest cost that a stored hash has, up to `most`; null where there is none. */
export async function findHighestCost(db: Db, most: number): Promise<number | null> {
  const dearest = await db.credential.findFirst({
    where: { cost: { lte: most } },
    orderBy: { cost: 'desc' },
    select: { cost: true },
  });
  return dearest?.cost ?? null;
}

/** A new password: everything that hangs on the old one can tell by `changedAt`. */
export async function updatePassword(db: Db, userId: string, credential: NewCredential, now: Date): Promise<void> {
  await db.credential.update({ where: { userId }, data: { ...credential, changedAt: now } });
}

/** The same password under today's parameters, unless it was changed meanwhile. */
export async function updateHash(db: Db, userId: string, oldHash: string, credential: NewCredential): Promise<void> {
  await db.credential.updateMany({ where: { userId, hash: oldHash }, data: credential });
}

export async function markEmailVerified(db: Db, userId: string, now: Date): Promise<void> {
  await db.user.updateMany({ where: { id: userId, emailVerifiedAt: null }, data: { emailVerifiedAt: now } });
}

/**
 * The user as of now, kept from changing until the transaction ends: what was read before may be out
 * of date. Takes a transaction.
 */
export async function lockUser(tx: Db, userId: string): Promise<UserRow | null> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  return findUserById(tx, userId);
}

/** Keeps a user from being deleted until the transaction ends, and nothing else waiting. Takes a transaction. */
export async function keepUserLocked(tx: Db, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR KEY SHARE`;
}

/**
 * Whether a user is enabled, has the password of an earlier instant, and is signed in by that session still; if so, none of
 * these can change before the transaction ends. Takes a transaction.
 */
export async function lockSignedInUser(
  tx: Db,
  { userId, sessionId, since }: { userId: string; sessionId: string; since: Date },
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT u.id FROM users u JOIN credentials c ON c.user_id = u.id JOIN sessions s ON s.user_id = u.id
    WHERE u.id = ${userId}::uuid AND u.disabled_at IS NULL AND c.changed_at <= ${since}
      AND s.id = ${sessionId}::uuid AND s.ended_at IS NULL
    FOR NO KEY UPDATE OF u FOR SHARE OF c, s`;
  return rows.length === 1;
}

/**
 * Whether the user is enabled and the password still the one of `changedAt`; if so, neither can
 * change before the transaction ends, and other requests that lock it wait. Takes a transaction.
 */
export async function lockUnchangedCredential(tx: Db, userId: string, changedAt: Date): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT u.id FROM users u JOIN credentials c ON c.user_id = u.id
    WHERE u.id = ${userId}::uuid AND u.disabled_at IS NULL AND c.changed_at = ${changedAt}
    FOR NO KEY UPDATE OF u FOR SHARE OF c`;
  return rows.length === 1;
}
