import type { UserRow } from '../../data/users';

/** A user as told to clients. */
export type Account = { id: string; email: string; email_verified: boolean; created_at: string };

export function toAccount({ id, email, emailVerifiedAt, createdAt }: UserRow): Account {
  return { id, email, email_verified: emailVerifiedAt !== null, created_at: createdAt.toISOString() };
}
