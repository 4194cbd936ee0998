import type { RequestContext } from '../../context';
import { addSeconds, hours } from '../../time';
import { toUserClaims } from '../profile/access-claims';
import { requireSessionOf, requireToken } from './require-token';
import { issueAccessToken } from './session-tokens';

/** More than any leeway of those who verify tokens. */
const EXPIRED_FOR_SECONDS = hours(1);

/**
 * For tests, and only where there is a mailbox: an access token of the same session that has expired by its own `exp`, so
 * that a service that verifies tokens by itself refuses it, too. Nothing is changed.
 * @throws AuthError `token_not_valid`, `no_account_for_token`
 */
export async function expireAccessToken(input: { access: string }, ctx: RequestContext): Promise<{ access: string }> {
  const session = await requireSessionOf(await requireToken(input.access, 'access', ctx), ctx);
  const { config, keys } = ctx;
  const issuedAt = addSeconds(ctx.now(), -(config.accessTokenSeconds + EXPIRED_FOR_SECONDS));
  const access = await issueAccessToken(session, toUserClaims(session.user, ctx), {
    config,
    keys,
    now: () => issuedAt,
  });
  return { access };
}
