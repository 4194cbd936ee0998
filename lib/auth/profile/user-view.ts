import type { Context } from '../../context';
import type { UserRow } from '../../data/users';
import { readRoles } from '../../profile/roles';
import { readProfile } from '../../profile/stored-profile';

/** A user as told to clients. Every field of the profile is a further key. */
export type UserView = { id: string; email: string; email_verified: boolean; created_at: string; roles?: string[] };

type ViewSettings = Pick<Context['config'], 'userFields' | 'roles'>;

export function toUserView(user: UserRow, { userFields, roles }: ViewSettings): UserView {
  return {
    id: user.id,
    email: user.email,
    email_verified: user.emailVerifiedAt !== null,
    created_at: user.createdAt.toISOString(),
    ...(roles.length > 0 && { roles: readRoles(roles, user.roles) }),
    ...readProfile(userFields, user.profile),
  };
}
