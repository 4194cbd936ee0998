import type { RequestContext } from '../../context';
import { inTransaction } from '../../data/transaction';
import { lockUser } from '../../data/users';
import { AuthError } from '../../errors';
import type { Profile } from '../../profile/user-fields';
import { recordProfileChange } from '../../rate-limits/profile-changes';
import { changeProfile } from '../profile/change-profile';
import { toUserView, type UserView } from '../profile/user-view';
import { requireSession } from '../sessions/require-session';

/**
 * Changes fields of the signed-in user. Values that are as before are neither counted nor recorded.
 * @param input values that their fields allow, of fields that the owner may edit
 * @throws AuthError `not_authenticated`, `bearer_not_valid`, `throttled`
 */
export async function updateProfile({ profile }: { profile: Profile }, ctx: RequestContext): Promise<UserView> {
  const { userId } = await requireSession(ctx);
  return inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, userId);
    if (!user || user.disabledAt) throw new AuthError('not_authenticated');
    const changed = await changeProfile(tx, user, profile, ctx);
    if (changed.fields.length > 0) await recordProfileChange(tx, userId, ctx);
    return toUserView(changed.user, ctx.config);
  });
}
