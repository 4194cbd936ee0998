import type { RequestContext } from '../../context';
import { findSession } from '../../data/sessions';
import { AuthError } from '../../errors';
import { endSessionById } from './end-session';
import { requireSession } from './require-session';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Ends one of the user's sessions; the one that asks, too. One that has ended already is no error: it is
 * what was wanted.
 * @throws AuthError `not_found` for whatever is no session of this user; `not_authenticated`, `bearer_not_valid`
 */
export async function endOwnSession({ id }: { id: string }, ctx: RequestContext): Promise<{ isCurrent: boolean }> {
  const current = await requireSession(ctx);
  const session = UUID.test(id) ? await findSession(ctx.db, id) : null;
  if (session?.userId !== current.userId) throw new AuthError('not_found');
  await endSessionById(session, { event: 'authn_token_revoked', detail: 'session-ended' }, ctx);
  return { isCurrent: session.id === current.id };
}
