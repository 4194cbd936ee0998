import type { Db } from './database';
import { isUniqueViolation } from './database-fault';

const PUBLIC = { id: true, email: true, emailVerifiedAt: true, disabledAt: true, createdAt: true } as const;
const CREDENTIAL = { hash: true, cost: true, pepperId: true, changedAt: true } as const;

/** A user without the credential. */
export type UserRow = {
  id: string;
  email: string;
  emailVerifiedAt: Date | null;
  disabledAt: Date | null;
  createdAt: Date;
};

export type CredentialRow = { hash: string; cost: number; pepperId: string; changedAt: Date };

type NewCredential = Omit<CredentialRow, 'changedAt'>;

export function findUserByEmail(db: Db, email: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { email }, select: PUBLIC });
}

export function findUserById(db: Db, id: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { id }, select: PUBLIC });
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

/** User and credential at once; null when the e-mail is taken. */
export async function insertUser(
  db: Db,
  { email, credential, now }: { email: string; credential: NewCredential; now: Date },
): Promise<UserRow | null> {
  try {
    return await db.user.create({
      data: { email, createdAt: now, credential: { create: { ...credential, changedAt: now } } },
      select: PUBLIC,
    });
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
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

/** Keeps other changes of this user waiting until the transaction ends. Takes a transaction. */
export async function lockUser(tx: Db, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
}

/**
 * Whether the user is enabled and the password still the one of `changedAt`; if so, neither can
 * change before the transaction ends. Takes a transaction.
 */
export async function lockUnchangedCredential(tx: Db, userId: string, changedAt: Date): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT u.id FROM users u JOIN credentials c ON c.user_id = u.id
    WHERE u.id = ${userId}::uuid AND u.disabled_at IS NULL AND c.changed_at = ${changedAt}
    FOR SHARE`;
  return rows.length === 1;
}
