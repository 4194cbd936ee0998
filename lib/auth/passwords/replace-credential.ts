import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { type LinkPurpose, revokeLinks } from '../../data/one-time-links';
import { endSessionsOfUser } from '../../data/sessions';
import { updatePassword } from '../../data/users';
import type { PasswordHash } from '../../hashing/password-hasher';
import { enqueueChangeNotice } from '../../mail/enqueue';
import { resetSignIns } from '../../rate-limits/sign-ins';

/** How a password was replaced: by a reset link, by its owner's change, or by undoing a change of address. */
type Cause = 'reset' | 'change' | 'undo';

type Consequences = {
  /** Links that an earlier holder of the password or of the mailbox may have. */
  revokes: readonly LinkPurpose[];
  /** Whether the request proves that its sender reads the account's mail. Attempts of others then no longer count. */
  provesMailbox: boolean;
  detail?: 'by-link';
};

/**
 * What a new password entails. All sessions end, but for the one that changes it, and the owner is told.
 * - `change` keeps a link that verifies the account's own address: it gives access to nothing.
 * - `reset` and `undo` come by mail, so they clear failed sign-ins, which others may have caused.
 * - Links to undo a change of address survive a new password: they are the way back for an owner whose password was
 *   known to others. `undo` revokes the later ones itself, since the earlier address belongs to the earlier owner.
 */
const CONSEQUENCES: Record<Cause, Consequences> = {
  reset: { revokes: ['reset', 'verify', 'change'], provesMailbox: true, detail: 'by-link' },
  change: { revokes: ['reset', 'change'], provesMailbox: false },
  undo: { revokes: ['reset', 'verify', 'change'], provesMailbox: true, detail: 'by-link' },
};

/**
 * Stores a new password with all of its consequences. Takes a transaction that has locked the user.
 * @param of.emailVerifiedAt null for an address that is not verified: it is sent no notice
 * @param of.sessionId the session that goes on, if there is one
 */
export async function replaceCredential(
  tx: Db,
  cause: Cause,
  {
    userId,
    email,
    emailVerifiedAt,
    credential,
    sessionId,
  }: { userId: string; email: string; emailVerifiedAt: Date | null; credential: PasswordHash; sessionId?: string },
  ctx: RequestContext,
): Promise<{ changedAt: Date }> {
  const { revokes, provesMailbox, detail } = CONSEQUENCES[cause];
  const now = ctx.now();
  await updatePassword(tx, userId, credential, now);
  await revokeLinks(tx, userId, revokes, now);
  await endSessionsOfUser(tx, userId, now, sessionId === undefined ? {} : { except: sessionId });
  if (provesMailbox) {
    await ctx.signInThrottle.resetFailures(tx, email);
    await resetSignIns(tx, userId, ctx);
  }
  await ctx.knownClients.remember(tx, { email, passwordSetAt: now }, ctx);
  const event = {
    event: 'authn_password_change',
    userId,
    ...(detail && { detail }),
    ...(sessionId && { sessionId }),
  } as const;
  await recordEvent(tx, event, ctx);
  const notice = { kind: 'password-changed', to: email, changedAt: now.toISOString() } as const;
  await enqueueChangeNotice(tx, notice, { userId, verifiedAt: emailVerifiedAt }, ctx);
  return { changedAt: now };
}
