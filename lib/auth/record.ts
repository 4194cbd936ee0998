import type { RequestContext } from '../context';
import { insertAuditEvent } from '../data/audit-events';
import type { Db } from '../data/database';
import { agentInWords } from './agent';

/** What is recorded, in the words of OWASP's Logging Vocabulary, and of what kind it was. */
export type AuditEventName = keyof typeof LEVELS;

export type AuditDetail =
  | 'password-again'
  | 'by-link'
  | 'reset-link'
  | 'verify-link'
  | 'change-link'
  | 'email-verified'
  | 'email-changed'
  | 'email-change-undone'
  | 'sign-out'
  | 'session-ended'
  | 'sessions-ended'
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

type Happening = {
  event: AuditEventName;
  detail?: AuditDetail;
  /** Null where there is no account. */
  userId: string | null;
  sessionId?: string;
};

/** Who did it, from where: the request, as far as the audit trail wants to know. */
export type Witness = Pick<RequestContext, 'log' | 'now' | 'actor' | 'requestId' | 'address' | 'userAgent'>;

/** Writes to the audit trail, in the transaction of what it tells, and to the log. */
export async function record(db: Db, { event, detail, userId, sessionId }: Happening, by: Witness): Promise<void> {
  const { actor, requestId, address, userAgent } = by;
  await insertAuditEvent(db, {
    at: by.now(),
    event,
    detail: detail ?? null,
    userId,
    sessionId: sessionId ?? null,
    actor,
    requestId,
    address: actor === 'client' ? address : null,
    agent: actor === 'client' ? agentInWords(userAgent) : null,
  });
  by.log[LEVELS[event]]({ event, detail, userId, sessionId, actor, address }, WORDS[event]);
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
