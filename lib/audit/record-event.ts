import type { RequestContext } from '../context';
import { insertAuditEvent, insertDeletionEvent, type NewAuditEvent } from '../data/audit-events';
import type { Db } from '../data/database';
import { afterCommit } from '../data/transaction';
import { newOrderedId } from '../tokens/opaque-token';
import { describeUserAgent } from './user-agent';

/** What is recorded, in the words of OWASP's Logging Vocabulary, and of what kind it was. */
export type AuditEventName = keyof typeof LEVELS;

export type AuditDetail =
  | 'password-again'
  | 'not-verified'
  | 'change-cancelled'
  | 'by-link'
  | 'reset-link'
  | 'verify-link'
  | 'change-link'
  | 'email-verified'
  | 'email-changed'
  | 'email-change-undone'
  | 'late'
  | 'other-client'
  | 'sign-out'
  | 'session-ended'
  | 'sessions-ended'
  | 'session-replaced'
  | 'too-many-sessions'
  | 'never-verified'
  | 'disabled'
  | 'enabled'
  | 'export';

const LEVELS = {
  authn_login_success: 'info',
  authn_login_fail: 'warn',
  authn_login_lock: 'warn',
  authn_password_change: 'info',
  authn_token_created: 'info',
  authn_token_revoked: 'info',
  authn_token_reuse: 'warn',
  user_created: 'info',
  user_updated: 'info',
  user_archived: 'info',
  user_deleted: 'info',
  sensitive_read: 'info',
} as const;

export const AUDIT_EVENT_NAMES = Object.keys(LEVELS) as AuditEventName[]; // its own keys

export type AuditEvent = {
  event: AuditEventName;
  detail?: AuditDetail;
  /** Null where there is no account. */
  userId: string | null;
  sessionId?: string;
};

/** Who did it, from where: the request, as far as the audit trail wants to know. */
export type AuditSource = Pick<RequestContext, 'log' | 'now' | 'actor' | 'requestId' | 'clientAddress' | 'userAgent'>;

/** Writes to the audit trail, in the transaction of what it tells, and to the log once that is there for good. */
export async function recordEvent(db: Db, happening: AuditEvent, by: AuditSource): Promise<void> {
  const event = toEvent(happening, by);
  await insertAuditEvent(db, event);
  const { event: name, detail, userId, sessionId } = happening;
  const told = { event: name, detail, userId, sessionId, actor: by.actor, address: by.clientAddress };
  afterCommit(db, () => by.log[LEVELS[name]](told, WORDS_OF_DETAILS[`${name} ${detail}`] ?? WORDS[name]));
}

/** The last event of an account that is gone, under its pseudonym, which the log does not tell. */
export async function recordDeletion(
  tx: Db,
  { pseudonym, detail }: { pseudonym: string; detail?: AuditDetail },
  by: AuditSource,
): Promise<void> {
  const event = toEvent({ event: 'user_deleted', userId: pseudonym, ...(detail && { detail }) }, by);
  await insertDeletionEvent(tx, { ...event, requestId: '', address: null, userAgentLabel: null });
  const told = { event: 'user_deleted', detail, actor: by.actor, address: by.clientAddress };
  afterCommit(tx, () => by.log.info(told, WORDS_OF_DETAILS[`user_deleted ${detail}`] ?? WORDS.user_deleted));
}

function toEvent({ event, detail, userId, sessionId }: AuditEvent, by: AuditSource): NewAuditEvent {
  const { actor, requestId, clientAddress: address, userAgent } = by;
  const at = by.now();
  return {
    id: newOrderedId(at),
    at,
    event,
    detail: detail ?? null,
    userId,
    sessionId: sessionId ?? null,
    actor,
    requestId,
    address: actor === 'client' ? address : null,
    userAgentLabel: actor === 'client' ? describeUserAgent(userAgent) : null,
  };
}

const WORDS: Record<AuditEventName, string> = {
  authn_login_success: 'signed in',
  authn_login_fail: 'a sign-in failed',
  authn_login_lock: 'an account waits after failed sign-ins',
  authn_password_change: 'a password was changed',
  authn_token_created: 'a link was mailed',
  authn_token_revoked: 'a session was ended',
  authn_token_reuse: 'a refresh token of the past ended its session',
  user_created: 'an account was made',
  user_updated: 'an account was changed',
  user_archived: 'an account was disabled',
  user_deleted: 'an account was deleted',
  sensitive_read: 'an account was exported',
};

/** Where the detail changes what happened, and does not only say how. */
const WORDS_OF_DETAILS: Partial<Record<string, string>> = {
  'user_deleted never-verified': 'an account was deleted that was never verified and not used',
  'authn_token_reuse late': 'a refresh token was used late, by the client that had swapped it',
  'authn_token_reuse other-client': 'a refresh token was used late by another client, which ended its session',
};
