import type { RequestContext } from '../context';
import { endSession } from '../data/sessions';
import { record } from './record';
import { requireRefreshLine } from './refresh-line';
import { requireToken } from './require-token';

/**
 * Ends the session of a refresh token: how an API client signs out.
 * @throws AuthError `token_not_valid`, `no_account_for_token`
 */
export async function blacklist(input: { refresh: string }, ctx: RequestContext): Promise<void> {
  const token = await requireToken(input.refresh, 'refresh', ctx);
  const { session } = await requireRefreshLine(token, ctx);
  if (!(await endSession(ctx.db, session.id, ctx.now()))) return;
  const of = { userId: session.userId, sessionId: session.id };
  await record(ctx.db, { event: 'authn_token_revoked', detail: 'sign-out', ...of }, ctx);
}
