import type { Context } from '../../context';
import type { Db } from '../../data/database';
import { findUserById, type UserRow } from '../../data/users';
import { pickClaims } from '../../profile/access-claims';
import { toUserView } from './user-view';

/** What an access token says of its user beside the claims that every token has. */
export type UserClaims = Readonly<Record<string, unknown>>;

/** @param user as the database has it now */
export const toUserClaims = (user: UserRow, { config }: Pick<Context, 'config'>): UserClaims =>
  pickClaims(config.accessClaims, toUserView(user, config));

/** The claims of a user as of now. No query where none are configured. */
export async function findUserClaims(db: Db, userId: string, ctx: Pick<Context, 'config'>): Promise<UserClaims> {
  if (ctx.config.accessClaims.length === 0) return {};
  const user = await findUserById(db, userId);
  return user ? toUserClaims(user, ctx) : {};
}
