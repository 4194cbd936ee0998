import { toUserView, type UserView } from '../auth/profile/user-view';
import type { RequestContext } from '../context';
import { findAuditEvents } from '../data/audit-events';
import { countMailsOfUser } from '../data/mails';
import { findLiveSessions } from '../data/sessions';
import { findPasswordSetAt, findUsers, type UserRow } from '../data/users';
import { type AuditEntry, toAuditEntry } from './audit';
import { requireUser, type UserRef } from './find-user';

/** A user as told to operators. */
export type UserSummary = UserView & { disabled_at: string | null };

export type UserDetails = {
  user: UserSummary & { email_verified_at: string | null; password_set_at: string | null };
  /** Those that can still be used, the one used last first. */
  sessions: { id: string; created_at: string; last_seen_at: string; address: string | null; agent: string | null }[];
  /** How many mails to this user are in each state; of one kind none, no entry. */
  mails: Partial<Record<string, number>>;
  /** The last ones, newest first. */
  events: AuditEntry[];
};

const SESSIONS_AT_MOST = 100;
const EVENTS_SHOWN = 10;

/**
 * Users, newest first.
 * @param input `search`: part of the e-mail; `before`: the id after which to go on
 * @returns `next_before`, null when these were the last
 */
export async function listUsers(
  { search, before, limit }: { search?: string | undefined; before?: string | undefined; limit: number },
  ctx: RequestContext,
): Promise<{ users: UserSummary[]; next_before: string | null }> {
  const page = { ...(search && { part: search.toLowerCase() }), ...(before && { before }) };
  const found = await findUsers(ctx.db, { ...page, limit: limit + 1 });
  const users = found.slice(0, limit).map(toListedUser);
  return { users, next_before: found.length > limit ? (users.at(-1)?.id ?? null) : null };
}

/** @throws AuthError `user_not_found` */
export async function showUser({ user: ref }: { user: UserRef }, ctx: RequestContext): Promise<UserDetails> {
  const user = await requireUser(ref, ctx);
  const [passwordSetAt, sessions, mails, events] = await Promise.all([
    findPasswordSetAt(ctx.db, user.id),
    findLiveSessions(ctx.db, user.id, ctx.now(), SESSIONS_AT_MOST),
    countMailsOfUser(ctx.db, user.id),
    findAuditEvents(ctx.db, { userId: user.id, limit: EVENTS_SHOWN }),
  ]);
  return {
    user: {
      ...toListedUser(user),
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

const toListedUser = (user: UserRow): UserSummary => ({
  ...toUserView(user),
  disabled_at: user.disabledAt?.toISOString() ?? null,
});
