import type { Context } from '../context';
import { findUserByEmail, findUserById, type UserRow } from '../data/users';
import { AuthError } from '../errors';

/** Names one user; the email is in its canonical form. */
export type UserRef = { email: string } | { id: string };

/** @throws AuthError `user_not_found` */
export async function requireUser(ref: UserRef, { db }: Pick<Context, 'db'>): Promise<UserRow> {
  const user = 'id' in ref ? await findUserById(db, ref.id) : await findUserByEmail(db, ref.email);
  if (!user) throw new AuthError('user_not_found');
  return user;
}
