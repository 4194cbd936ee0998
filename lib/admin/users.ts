import { recordEvent } from '../audit/record-event';
import { eraseUser } from '../auth/account/erase-user';
import { finishErasure } from '../auth/account/finish-erasure';
import { sendResetLink } from '../auth/passwords/send-reset-link';
import { toUserView, type UserView } from '../auth/profile/user-view';
import type { RequestContext } from '../context';
import { findAuditEvents } from '../data/audit-events';
import { countMailsOfUser } from '../data/mails';
import { revokeLinks } from '../data/one-time-links';
import { endSessionsOfUser, findLiveSessions } from '../data/sessions';
import { findLastSignInAt, findPasswordSetAt, findUsers, type UserRow, updateDisabled } from '../data/users';
import { type AuditEntry, toAuditEntry } from './audit';
import { requireUser, type UserRef } from './find-user';
import { withLocked } from './locked-user';

/** What operators see of accounts and do to them. A command that is repeated succeeds, and is recorded once. */

/** A user as operators see it. */
export type UserSummary = UserView & { disabled_at: string | null; last_sign_in_at: string | null };

export type UserDetails = {
  user: UserSummary & { email_verified_at: string | null; password_set_at: string | null };
  /** The live sessions, the last used one first. */
  sessions: { id: string; created_at: string; last_seen_at: string; address: string | null; agent: string | null }[];
  /** The number of mails to this user in each state that has any. */
  mails: Partial<Record<string, number>>;
  /** The latest events, newest first. */
  events: AuditEntry[];
};

const MAX_LISTED_SESSIONS = 100;
const MAX_LISTED_EVENTS = 10;

/**
 * Lists users, newest first, page by page.
 * @param query `search`: a part of the email; `before`: the ID of the last user of the page before
 * @returns `next_before`, null on the last page
 */
export async function listUsers(
  { search, before, limit }: { search?: string | undefined; before?: string | undefined; limit: number },
  ctx: RequestContext,
): Promise<{ users: UserSummary[]; next_before: string | null }> {
  const page = { ...(search && { part: search.toLowerCase() }), ...(before && { before }) };
  const found = await findUsers(ctx.db, { ...page, limit: limit + 1 });
  const users = found.slice(0, limit).map((user) => toUserSummary(user, ctx));
  return { users, next_before: found.length > limit ? (users.at(-1)?.id ?? null) : null };
}

/** @throws AuthError `user_not_found` */
export async function showUser({ user: ref }: { user: UserRef }, ctx: RequestContext): Promise<UserDetails> {
  const user = await requireUser(ref, ctx);
  const [passwordSetAt, lastSignInAt, sessions, mails, events] = await Promise.all([
    findPasswordSetAt(ctx.db, user.id),
    findLastSignInAt(ctx.db, user.id),
    findLiveSessions(ctx.db, user.id, ctx.now(), MAX_LISTED_SESSIONS),
    countMailsOfUser(ctx.db, user.id),
    findAuditEvents(ctx.db, { userId: user.id, limit: MAX_LISTED_EVENTS }),
  ]);
  return {
    user: {
      ...toUserSummary({ ...user, lastSignInAt }, ctx),
      email_verified_at: user.emailVerifiedAt?.toISOString() ?? null,
      password_set_at: passwordSetAt?.toISOString() ?? null,
    },
    sessions: sessions.map(({ id, createdAt, lastUsedAt, address, userAgentLabel: agent }) => ({
      id,
      created_at: createdAt.toISOString(),
      last_seen_at: lastUsedAt.toISOString(),
      address,
      agent,
    })),
    mails,
    events: events.map(toAuditEntry),
  };
}

const toUserSummary = (user: UserRow & { lastSignInAt: Date | null }, { config }: RequestContext): UserSummary => ({
  ...toUserView(user, config),
  disabled_at: user.disabledAt?.toISOString() ?? null,
  last_sign_in_at: user.lastSignInAt?.toISOString() ?? null,
});

type Target = { user: UserRef };
type OperatedUser = { id: string; email: string };

/**
 * Prevents sign-ins to the account and ends its sessions. Every one-time link is revoked for good: a former email can be
 * registered again, since its owner can no longer restore the account.
 * @returns `changed` false when the user was disabled before
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
 * Mails a link to choose a new password. The mail limits hold for an operator too.
 * @returns `refusal`, null when the link is sent
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
 * Deletes an account.
 * @param input `yes`: the operator confirmed it
 * @returns without a confirmation `deleted` false, and the numbers of sessions and mails that would be deleted
 * @throws AuthError `user_not_found`
 */
export async function deleteUserAccount(
  { user: ref, yes }: Target & { yes: boolean },
  ctx: RequestContext,
): Promise<OperatedUser & ({ deleted: true } | { deleted: false; sessions: number; mails: number })> {
  if (!yes) return { ...(await previewDeletion(ref, ctx)), deleted: false };
  const { id, email, erasure } = await withLocked(ref, ctx, async (tx, user) => {
    return { id: user.id, email: user.email, erasure: await eraseUser(tx, user, ctx) };
  });
  await finishErasure(erasure, ctx);
  return { id, email, deleted: true };
}

const MAX_COUNTED_SESSIONS = 10_000;

async function previewDeletion(ref: UserRef, ctx: RequestContext) {
  const { id, email } = await requireUser(ref, ctx);
  const [sessions, mails] = await Promise.all([
    findLiveSessions(ctx.db, id, ctx.now(), MAX_COUNTED_SESSIONS),
    countMailsOfUser(ctx.db, id),
  ]);
  const count = Object.values(mails).reduce((sum, each) => sum + each, 0);
  return { id, email, sessions: sessions.length, mails: count };
}
