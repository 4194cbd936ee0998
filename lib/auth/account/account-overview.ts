import { eventLabel } from '../../audit/event-label';
import type { Context } from '../../context';
import { type AuditEventRow, findAuditEvents } from '../../data/audit-events';
import { findPendingEmail } from '../../data/one-time-links';
import { findLiveSessions, type SessionRow } from '../../data/sessions';
import { readProfile } from '../../profile/stored-profile';
import type { Profile } from '../../profile/user-fields';
import { MAX_LISTED_SESSIONS, type SessionView, toSessionView } from '../sessions/session-view';

const EVENTS_AT_MOST = 10;

/** What others can bring about at will, or an app that repeats itself, must not push the rest out of sight: of these only the last. */
const NOISE = ['authn_login_fail', 'sensitive_read', 'authn_token_reuse late', 'user_updated profile-changed'];
const NOISE_AT_MOST = 3;

/** What happened to an account, as its owner is told; `at` is RFC 3339. */
export type RecentEvent = { id: string; at: string; label: string; origin: string | null };

/** What the account page shows. */
export type AccountOverview = {
  email: string;
  isVerified: boolean;
  /** RFC 3339. */
  memberSince: string;
  /** Waits for its owner to confirm it. */
  pendingEmail: string | null;
  profile: Profile;
  sessions: SessionView[];
  recentActivity: RecentEvent[];
};

export async function describeAccount({ id, user }: SessionRow, ctx: Context): Promise<AccountOverview> {
  const [pendingEmail, sessions, events, noise] = await Promise.all([
    findPendingEmail(ctx.db, user.id, ctx.now()),
    findLiveSessions(ctx.db, user.id, ctx.now(), MAX_LISTED_SESSIONS),
    findAuditEvents(ctx.db, { userId: user.id, events: { notIn: NOISE }, limit: EVENTS_AT_MOST }),
    findAuditEvents(ctx.db, { userId: user.id, events: { in: NOISE }, limit: NOISE_AT_MOST }),
  ]);
  return {
    email: user.email,
    isVerified: user.emailVerifiedAt !== null,
    memberSince: user.createdAt.toISOString(),
    pendingEmail,
    profile: readProfile(ctx.config.userFields, user.profile),
    sessions: sessions.map((session) => toSessionView(session, id, ctx.config.apps)),
    recentActivity: [...events, ...noise].sort((one, other) => (one.id < other.id ? 1 : -1)).map(toRecentEvent),
  };
}

function toRecentEvent({ id, at, event, detail, actor, address, userAgentLabel: agent }: AuditEventRow): RecentEvent {
  const places = [agent, address].filter((part) => part !== null && part !== '');
  const origin = actor === 'operator' ? 'by an administrator' : places.join(', ') || null;
  return { id, at: at.toISOString(), label: eventLabel(event, detail), origin };
}
