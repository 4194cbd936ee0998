import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { findAuditEvents } from '../../data/audit-events';
import { findMailsOfUser } from '../../data/mails';
import { findLinksOfUser } from '../../data/one-time-links';
import { findSessionsOfUser } from '../../data/sessions';
import { findLastSignInAt, findPasswordSetAt, type UserRow } from '../../data/users';
import { formerFields } from '../../profile/stored-profile';
import { acceptedTerms, toUserView } from '../profile/user-view';
import { requireSession } from '../sessions/require-session';
import { agentOf } from '../sessions/session-view';

const EVENTS_AT_MOST = 10_000;

/**
 * Everything that is kept about the user, secrets aside: of a password and of links there are only hashes,
 * and those would help only a thief.
 * @throws AuthError `not_authenticated`, `bearer_not_valid`
 */
export async function exportAccount(_input: unknown, ctx: RequestContext): Promise<object> {
  const { user } = await requireSession(ctx);
  await recordEvent(ctx.db, { event: 'sensitive_read', detail: 'export', userId: user.id }, ctx);
  const [passwordSetAt, lastSignInAt, sessions, links, allMails, events] = await Promise.all([
    findPasswordSetAt(ctx.db, user.id),
    findLastSignInAt(ctx.db, user.id),
    findSessionsOfUser(ctx.db, user.id),
    findLinksOfUser(ctx.db, user.id),
    findMailsOfUser(ctx.db, user.id),
    findAuditEvents(ctx.db, { userId: user.id, limit: EVENTS_AT_MOST }),
  ]);
  // Whether a mail went to another address tells whether that one has an account.
  const own = Buffer.from(ctx.outbox.recipientKey(user.email));
  const mails = allMails.filter(({ recipientKey }) => !ctx.config.hideUnknownEmails || own.equals(recipientKey));
  return {
    exported_at: iso(ctx.now()),
    account: {
      ...toUserView(user, ctx.config),
      email_verified_at: iso(user.emailVerifiedAt),
      password_set_at: iso(passwordSetAt),
      last_sign_in_at: iso(lastSignInAt),
      ...formerValues(user, ctx),
    },
    sessions: sessions.map((session) => ({
      id: session.id,
      created_at: iso(session.createdAt),
      last_seen_at: iso(session.lastUsedAt),
      ends_at: iso(session.absoluteExpiresAt),
      ended_at: iso(session.endedAt),
      address: session.address,
      agent: agentOf(session, ctx.config.apps),
    })),
    reset_links: links.filter(({ purpose }) => purpose === 'reset').map(toLink),
    email_links: links
      .filter(({ purpose }) => purpose !== 'reset')
      .map(({ purpose, email, ...link }) => ({ purpose, email, ...toLink(link) })),
    mails: mails.map((mail) => ({
      id: mail.id,
      kind: ctx.outbox.open(mail)?.kind ?? null,
      state: mail.state,
      created_at: iso(mail.createdAt),
      sent_at: iso(mail.sentAt),
    })),
    events: events.map(({ at, event, detail, actor, address, userAgentLabel: agent, requestId }) => ({
      at: iso(at),
      event,
      detail,
      actor,
      address,
      agent,
      request_id: requestId,
    })),
  };
}

/** What is still stored though the settings no longer name it. */
function formerValues(user: UserRow, { config }: RequestContext): object {
  const { profile, roles } = user;
  const fields = formerFields(config.userFields, profile);
  const others = roles.filter((role) => !config.roles.includes(role));
  return {
    ...(Object.keys(fields).length > 0 && { former_fields: fields }),
    ...(others.length > 0 && { former_roles: others }),
    ...(user.termsVersion !== null && acceptedTerms(user)),
  };
}

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null;

const toLink = ({ createdAt, expiresAt, usedAt }: { createdAt: Date; expiresAt: Date; usedAt: Date | null }) => ({
  created_at: iso(createdAt),
  expires_at: iso(expiresAt),
  used_at: iso(usedAt),
});
