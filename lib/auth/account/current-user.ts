import type { RequestContext } from '../../context';
import { toUserView, type UserView } from '../profile/user-view';
import { requireSession } from '../sessions/require-session';

/**
 * The user of the session.
 * @throws AuthError `not_authenticated`, `bad_authorization_header`, `bearer_not_valid`
 */
export async function currentUser(_input: unknown, ctx: RequestContext): Promise<UserView> {
  return toUserView((await requireSession(ctx)).user, ctx.config);
}
