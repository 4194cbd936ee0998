import { recordEvent } from '../audit/record-event';
import { changeProfile } from '../auth/profile/change-profile';
import type { RequestContext } from '../context';
import { updateRoles } from '../data/users';
import { AuthError, fieldError, toFieldErrors } from '../errors';
import { operatorChangeInput } from '../profile/fields-input';
import { namesOf, type Profile } from '../profile/user-fields';
import type { UserRef } from './find-user';
import { withLocked } from './locked-user';

/** What only operators set: fields that are not editable, and roles. */

type Changed = { id: string; email: string; changed: boolean };

/**
 * Sets fields of a user.
 * @param input `values` as texts, by field; an empty one clears a field that is not required
 * @returns `fields`: the names of those that have another value now
 * @throws AuthError `user_not_found`; `invalid_fields`, also for a name that is no field
 */
export async function setFields(
  { user, values }: { user: UserRef; values: Readonly<Record<string, string>> },
  ctx: RequestContext,
): Promise<Changed & { fields: string[] }> {
  const change = parseFieldValues(values, ctx);
  return withLocked(user, ctx, async (tx, locked) => {
    const { fields } = await changeProfile(tx, locked, change, ctx);
    return { id: locked.id, email: locked.email, changed: fields.length > 0, fields };
  });
}

/** What an operator gives for fields, of whichever kind. @throws AuthError `invalid_fields` */
export function parseFieldValues(
  values: Readonly<Record<string, string>>,
  { config: { userFields } }: Pick<RequestContext, 'config'>,
): Profile {
  const names = namesOf(userFields);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const known = names.length > 0 ? `it has ${names.join(', ')}` : 'it is not set';
    throw fieldError(unknown, `This is no field of USER_FIELDS: ${known}.`);
  }
  const parsed = operatorChangeInput(userFields).safeParse(values);
  if (parsed.success) return parsed.data.profile;
  throw new AuthError('invalid_fields', { fields: toFieldErrors(parsed.error.issues) });
}

/**
 * Gives a user these roles and no others.
 * @returns `roles`: sorted
 * @throws AuthError `user_not_found`; `invalid_fields` for a role that ROLES does not name
 */
export async function setRoles(
  { user, roles: names }: { user: UserRef; roles: readonly string[] },
  ctx: RequestContext,
): Promise<Changed & { roles: string[] }> {
  const roles = requireRoles(names, ctx);
  return withLocked(user, ctx, async (tx, { id, email, roles: before }) => {
    const changed = before.join() !== roles.join();
    if (changed) {
      await updateRoles(tx, id, roles);
      await recordEvent(tx, { event: 'authz_change', userId: id }, ctx);
    }
    return { id, email, changed, roles };
  });
}

/** @returns sorted, each once @throws AuthError `invalid_fields` */
export function requireRoles(names: readonly string[], { config }: Pick<RequestContext, 'config'>): string[] {
  const unknown = names.find((name) => !config.roles.includes(name));
  if (unknown === undefined) return [...new Set(names)].sort();
  const known = config.roles.length > 0 ? `it has ${config.roles.join(', ')}` : 'it is not set';
  throw fieldError('roles', `"${unknown}" is not named by ROLES: ${known}.`);
}
