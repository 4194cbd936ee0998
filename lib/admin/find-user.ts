import type { Context } from '../context';
import { findUserByEmail, findUserById, type UserRow } from '../data/users';
import { AuthError } from '../errors';

/** What names one user; the e-mail is canonical. */
export type UserRef = { email: string } | { id: string };

/** @throws AuthError `user_not_found` */
export async function requireUser(key: UserRef, { db }: Pick<Context, 'db'>): Promise<UserRow> {
  const user = 'id' in key ? await findUserById(db, key.id) : await findUserByEmail(db, key.email);
  if (!user) throw new AuthError('user_not_found');
  return user;
}
