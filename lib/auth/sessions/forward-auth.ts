import type { RequestContext } from '../../context';
import { AuthError } from '../../errors';
import { readRoles } from '../../profile/roles';
import { readProfile } from '../../profile/stored-profile';
import type { FieldValue } from '../../profile/user-fields';
import { requireSession } from './require-session';

/** What an app behind a proxy is told of its visitor. */
export type VisitorIdentity = {
  id: string;
  email: string;
  /** Null where the user has none; undefined where the installation has no profile field `name`. */
  name: string | null | undefined;
  /** Sorted. */
  roles: readonly string[];
};

/**
 * Who a proxy's visitor is. As every request by cookie, this counts as a use of the session.
 * @throws AuthError `permission_denied` for a user without the role; `not_authenticated`, `bad_authorization_header`,
 * `bearer_not_valid`
 */
export async function identifyVisitor(
  { role }: { role?: string | undefined },
  ctx: RequestContext,
): Promise<VisitorIdentity> {
  const { user } = await requireSession(ctx);
  const { userFields } = ctx.config;
  const roles = readRoles(ctx.config.roles, user.roles);
  if (role !== undefined && !roles.includes(role)) throw new AuthError('permission_denied');
  return { id: user.id, email: user.email, name: textOf(readProfile(userFields, user.profile).name), roles };
}

const textOf = (value: FieldValue | undefined) => (value === null || value === undefined ? value : `${value}`);
