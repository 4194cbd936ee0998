import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestContext } from '../../context';
import {
  moveCodes,
  moveCounters,
  moveInvitations,
  moveKnownClients,
  moveLinks,
  moveRecipientMails,
  moveSessions,
  moveUser,
  moveWaitingMails,
} from '../../data/account-times';
import type { Db } from '../../data/database';
import { inTransaction } from '../../data/transaction';
import { findUserByEmail, lockUser, type UserRow } from '../../data/users';
import { AuthError, fieldError } from '../../errors';
import { accountKey } from '../../rate-limits/limit-key';
import { passwordChangeCounter } from '../../rate-limits/password-changes';
import { profileChangeCounter } from '../../rate-limits/profile-changes';
import { signInCounters } from '../../rate-limits/sign-ins';
import { toEpochSeconds } from '../../time';

/**
 * For tests, and only where there is a mailbox: moves everything of one account into the past, as if so many seconds had
 * passed for it alone. Counters of client addresses stay: other accounts share them. Once this returns, tokens that are
 * issued from then on are told by their `iat` from those before.
 * @throws AuthError `user_not_found` for an email with neither an account nor an invitation; `invalid_fields` where the
 * account would be older than the epoch
 */
export async function moveAccountTime(
  { email, seconds }: { email: string; seconds: number },
  ctx: RequestContext,
): Promise<{ email: string; seconds: number }> {
  const { userId, movedAt } = await inTransaction(ctx, async (tx) => {
    const invitations = await moveInvitations(tx, email, seconds);
    const found = await findUserByEmail(tx, email);
    const user = found && (await lockUser(tx, found.id));
    if (!user && invitations === 0) throw new AuthError('user_not_found');
    const recipientKey = ctx.outbox.recipientKey(email);
    await moveWaitingMails(tx, { userId: user?.id ?? null, recipientKey, now: ctx.now() }, seconds);
    await moveRecipientMails(tx, recipientKey, seconds);
    return user ? moveUserTime(tx, user, seconds, ctx) : { userId: null, movedAt: null };
  });
  ctx.log.info({ event: 'account_time_moved', userId, seconds }, 'a test moved the time of an account');
  if (movedAt !== null) await untilAfter(movedAt, ctx);
  return { email, seconds };
}

/** @returns in which second its sessions were moved, since the epoch; null where it has none */
async function moveUserTime(
  tx: Db,
  user: UserRow,
  seconds: number,
  ctx: RequestContext,
): Promise<{ userId: string; movedAt: number | null }> {
  const { id: userId, email } = user;
  const most = toEpochSeconds(user.createdAt);
  if (seconds > most) throw fieldError('seconds', `Ensure this value is less than or equal to ${most}.`);
  const ofAccount = accountKey(ctx.vault, email);
  const keys = [
    ...signInCounters(userId, ctx.vault),
    passwordChangeCounter(userId, ctx.vault),
    profileChangeCounter(userId, ctx.vault),
  ];
  await moveUser(tx, userId, seconds);
  await moveLinks(tx, userId, seconds);
  await moveCodes(tx, userId, seconds);
  await moveCounters(tx, { accountKey: ofAccount, keys }, seconds);
  await moveKnownClients(tx, ofAccount, seconds);
  const at = toEpochSeconds(ctx.now());
  const sessions = await moveSessions(tx, userId, { at, seconds });
  return { userId, movedAt: sessions > 0 ? at : null };
}

/** Waits for the end of a second: what a token says of its time is whole seconds. */
async function untilAfter(second: number, { now }: RequestContext): Promise<void> {
  const leftMs = () => (second + 1) * 1000 - now().getTime();
  while (leftMs() > 0) await sleep(leftMs());
}
