import type { Context } from '../../context';
import type { UserRow } from '../../data/users';
import { readRoles } from '../../profile/roles';
import { readProfile } from '../../profile/stored-profile';

/** A user as told to clients. Every field of the profile is a further key. */
export type UserView = {
  id: string;
  email: string;
  email_verified: boolean;
  created_at: string;
  roles?: string[];
  terms_version?: string | null;
  terms_accepted_at?: string | null;
};

type ViewSettings = Pick<Context['config'], 'userFields' | 'roles' | 'termsVersion'>;

export function toUserView(user: UserRow, { userFields, roles, termsVersion }: ViewSettings): UserView {
  return {
    id: user.id,
    email: user.email,
    email_verified: user.emailVerifiedAt !== null,
    created_at: user.createdAt.toISOString(),
    ...(roles.length > 0 && { roles: readRoles(roles, user.roles) }),
    ...(termsVersion !== undefined && acceptedTerms(user)),
    ...readProfile(userFields, user.profile),
  };
}

/** The version that the user accepted, be it the present one or not. */
export const acceptedTerms = ({ termsVersion, termsAcceptedAt }: UserRow) => ({
  terms_version: termsVersion,
  terms_accepted_at: termsAcceptedAt?.toISOString() ?? null,
});
