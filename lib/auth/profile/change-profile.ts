import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { type UserRow, updateProfile } from '../../data/users';
import { changedFields, mergeProfile } from '../../profile/stored-profile';
import type { Profile } from '../../profile/user-fields';

/**
 * Sets fields of a user, and records their names. What is as before is neither stored nor recorded.
 * @param user locked by this transaction
 * @returns the user with the change, and the names of the fields that have other values now
 */
export async function changeProfile(
  tx: Db,
  user: UserRow,
  change: Profile,
  ctx: RequestContext,
): Promise<{ user: UserRow; fields: string[] }> {
  const fields = changedFields(user.profile, change);
  if (fields.length === 0) return { user, fields };
  await updateProfile(tx, user.id, Object.fromEntries(fields.map((name) => [name, change[name] ?? null])));
  await recordEvent(tx, { event: 'user_updated', detail: 'profile-changed', userId: user.id, fields }, ctx);
  return { user: { ...user, profile: mergeProfile(user.profile, change) }, fields };
}
