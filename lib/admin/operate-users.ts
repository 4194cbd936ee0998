import { recordEvent } from '../audit/record-event';
import { eraseUser } from '../auth/account/erase-user';
import { sendResetLink } from '../auth/passwords/send-reset-link';
import type { RequestContext } from '../context';
import type { Db } from '../data/database';
import { countMailsOfUser } from '../data/mails';
import { revokeLinks } from '../data/one-time-links';
import { endSessionsOfUser, findLiveSessions } from '../data/sessions';
import { inTransaction } from '../data/transaction';
import { lockUser, type UserRow, updateDisabled } from '../data/users';
import { AuthError } from '../errors';
import { requireUser, type UserRef } from './find-user';

/** What operators do to accounts. Doing it twice is no error, and is recorded once. */

type Target = { user: UserRef };
type OperatedUser = { id: string; email: string };

/**
 * Nobody can sign in to the account any more, and all of its sessions end at once. Every one-time link is revoked, for
 * good: a former address is free again, since its owner can no longer take the account back.
 * @returns `changed` false when it was disabled before
 * @throws AuthError `user_not_found`
 */
export function disableUser(
  { user }: Target,
  ctx: RequestContext,
): Promise<OperatedUser & { changed: boolean; sessions_ended: number }> {
  return withLocked(user, ctx, async (tx, { id, email }) => {
    const changed = await updateDisabled(tx, id, ctx.now());
    const ended = await endSessionsOfUser(tx, id, ctx.now());
    await revokeLinks(tx, id, ['reset', 'verify', 'change', 'undo'], ctx.now());
    if (changed) await recordEvent(tx, { event: 'user_archived', detail: 'disabled', userId: id }, ctx);
    return { id, email, changed, sessions_ended: ended };
  });
}

/** @throws AuthError `user_not_found` */
export function enableUser({ user }: Target, ctx: RequestContext): Promise<OperatedUser & { changed: boolean }> {
  return withLocked(user, ctx, async (tx, { id, email }) => {
    const changed = await updateDisabled(tx, id, null);
    if (changed) await recordEvent(tx, { event: 'user_updated', detail: 'enabled', userId: id }, ctx);
    return { id, email, changed };
  });
}

/** @throws AuthError `user_not_found` */
export function endSessions({ user }: Target, ctx: RequestContext): Promise<OperatedUser & { sessions_ended: number }> {
  return withLocked(user, ctx, async (tx, { id, email }) => {
    const ended = await endSessionsOfUser(tx, id, ctx.now());
    if (ended > 0) await recordEvent(tx, { event: 'authn_token_revoked', detail: 'sessions-ended', userId: id }, ctx);
    return { id, email, sessions_ended: ended };
  });
}

/**
 * Mails a link to choose a new password: the same mail budget holds for an operator.
 * @returns `refusal`, null when it goes out
 * @throws AuthError `user_not_found`
 */
export async function sendReset(
  { user: ref }: Target,
  ctx: RequestContext,
): Promise<OperatedUser & { refusal: 'disabled' | 'mail-budget' | null }> {
  const user = await requireUser(ref, ctx);
  const { id, email } = user;
  if (user.disabledAt) return { id, email, refusal: 'disabled' };
  return { id, email, refusal: (await sendResetLink(user, 'reset-link', ctx)) ? null : 'mail-budget' };
}

/**
 * Deletes an account, once that was confirmed.
 * @returns `deleted` false without a confirmation, and what would go
 * @throws AuthError `user_not_found`
 */
export async function deleteUserAccount(
  { user: ref, yes }: Target & { yes: boolean },
  ctx: RequestContext,
): Promise<OperatedUser & ({ deleted: true } | { deleted: false; sessions: number; mails: number })> {
  if (!yes) return { ...(await previewDeletion(ref, ctx)), deleted: false };
  const { id, email } = await withLocked(ref, ctx, async (tx, user) => {
    await eraseUser(tx, user, ctx);
    return user;
  });
  return { id, email, deleted: true };
}

const COUNTED_AT_MOST = 10_000;

async function previewDeletion(ref: UserRef, ctx: RequestContext) {
  const { id, email } = await requireUser(ref, ctx);
  const [sessions, mails] = await Promise.all([
    findLiveSessions(ctx.db, id, ctx.now(), COUNTED_AT_MOST),
    countMailsOfUser(ctx.db, id),
  ]);
  const count = Object.values(mails).reduce((sum, each) => sum + each, 0);
  return { id, email, sessions: sessions.length, mails: count };
}

/** One transaction, with the user kept from changing until its end. */
async function withLocked<Result>(
  ref: UserRef,
  ctx: RequestContext,
  work: (tx: Db, user: UserRow) => Promise<Result>,
): Promise<Result> {
  const { id } = await requireUser(ref, ctx);
  return inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, id);
    if (!user) throw new AuthError('user_not_found');
    return work(tx, user);
  });
}
