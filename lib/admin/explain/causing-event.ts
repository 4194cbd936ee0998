import { eventLogLine } from '../../audit/event-label';
import type { AuditEventRow } from '../../data/audit-events';
import { addSeconds } from '../../time';
import { shown } from './wording';

/** Which event of the audit trail ended a session, or used up a link. Pure. */

type Event = Pick<AuditEventRow, 'at' | 'event' | 'detail' | 'sessionId' | 'actor' | 'requestId'>;

/** An event is recorded in the transaction of what it tells, a moment after. */
const AROUND_SECONDS = 10;

export const around = (at: Date) => ({ from: addSeconds(at, -AROUND_SECONDS), to: addSeconds(at, AROUND_SECONDS) });

const nameOf = ({ event, detail }: Event): string => `${event} ${detail ?? ''}`.trim();

/** What ends one session, which it names. */
const endsOwn = (event: Event): boolean =>
  event.event === 'authn_token_revoked' || (event.event === 'authn_token_reuse' && event.detail !== 'late');

/** What ends all sessions of the user, but for one that the event may name. */
const ENDS_ALL = [
  'authn_token_revoked sessions-ended',
  'authn_password_change',
  'authn_password_change by-link',
  'user_archived disabled',
];

/** @param events those of the user around the end */
export function eventThatEnded<Each extends Event>(
  { id, endedAt }: { id: string; endedAt: Date },
  events: readonly Each[],
): Each | null {
  const own = events.find((event) => event.sessionId === id && endsOwn(event));
  const others = events.filter((event) => ENDS_ALL.includes(nameOf(event)) && event.sessionId !== id);
  return own ?? nearest(others, endedAt);
}

function nearest<Each extends Event>(events: readonly Each[], at: Date): Each | null {
  const distance = (event: Each) => Math.abs(Number(event.at) - Number(at));
  return [...events].sort((one, other) => distance(one) - distance(other))[0] ?? null;
}

/** What is done by a link of each purpose. */
const USES = {
  reset: 'authn_password_change by-link',
  verify: 'user_updated email-verified',
  change: 'user_updated email-changed',
  undo: 'user_updated email-change-undone',
} as const;

const REVOKES = [
  'authn_password_change',
  'authn_password_change by-link',
  'user_archived disabled',
  'user_updated email-verified',
  'user_updated email-changed',
  'user_updated email-change-undone',
  'user_updated change-cancelled',
  'authn_token_created change-link',
];

/**
 * What used up a link.
 * @param of.isFirst no other link of the user and the purpose was used up shortly before: of several that are valid, one
 * is used, and it revokes the others
 * @param events those of the user around that
 */
export function eventThatUsed<Each extends Event>(
  { purpose, usedAt, isFirst }: { purpose: keyof typeof USES; usedAt: Date; isFirst: boolean },
  events: readonly Each[],
): { isUse: boolean; event: Each | null } {
  // Undoing a change sets a new password too, and revokes the links that would set another.
  const isUndone = purpose !== 'undo' && events.some((event) => nameOf(event) === USES.undo);
  const use = isUndone || !isFirst ? undefined : events.find((event) => nameOf(event) === USES[purpose]);
  if (use) return { isUse: true, event: use };
  return {
    isUse: false,
    event: nearest(
      events.filter((event) => REVOKES.includes(nameOf(event))),
      usedAt,
    ),
  };
}

/** "user signed out (audit event authn_token_revoked sign-out, by client, request abc)". */
export function inWords(event: Event | null): string {
  if (!event) return 'the audit trail does not say by what';
  const words = eventLogLine(event.event, event.detail)?.message ?? event.event;
  const request = event.requestId === '' ? '' : `, request ${event.requestId}`;
  return `${words} (audit event ${nameOf(event)}, by ${event.actor}, ${shown(event.at)}${request})`;
}
