import type { UserRow } from '../../data/users';

/** A user as told to clients. */
export type UserView = { id: string; email: string; email_verified: boolean; created_at: string };

export function toUserView({ id, email, emailVerifiedAt, createdAt }: UserRow): UserView {
  return { id, email, email_verified: emailVerifiedAt !== null, created_at: createdAt.toISOString() };
}
