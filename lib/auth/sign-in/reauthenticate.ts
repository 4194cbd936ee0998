import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { type CredentialRow, findCredential } from '../../data/users';
import { AuthError } from '../../errors';

/**
 * Asks for an account's password: of a signed-in user, since a session that was left open, or stolen, is not
 * enough, or of a user who has followed a link. Guessing is limited as at sign-in, and counts together with it.
 * @param field of the form, to tell it beside
 * @throws AuthError `wrong_password`; `throttled` while the account or the address waits
 */
export async function reauthenticate(
  { userId, user: { email } }: { userId: string; user: { email: string } },
  {
    password,
    field,
    detail = 'password-again',
  }: { password: string; field: string; detail?: 'password-again' | 'by-link' },
  ctx: RequestContext,
): Promise<CredentialRow> {
  const credential = await findCredential(ctx.db, userId);
  const { clientAddress, userAgent, credentials } = ctx;
  const client = { clientAddress, userAgent, device: credentials.deviceCookie };
  const attempt = await ctx.signInThrottle.begin({ email, passwordSetAt: credential?.changedAt ?? null }, client);
  if (credential && (await ctx.hasher.verify(password, credential))) {
    await attempt.succeeded();
    return credential;
  }
  const { waitSeconds, error } = await attempt.failed();
  const event = waitSeconds > 0 ? 'authn_login_lock' : 'authn_login_fail';
  await recordEvent(ctx.db, { event, detail, userId }, ctx);
  throw error ?? new AuthError('wrong_password', { field });
}
