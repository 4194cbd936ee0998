import type { RequestContext } from '../context';
import { insertAuditEvent, insertDeletionEvent, type NewAuditEvent } from '../data/audit-events';
import type { Db } from '../data/database';
import { afterCommit } from '../data/transaction';
import { newOrderedId } from '../tokens/ids';
import { type AuditEventKind, auditEventOf } from './events';
import { describeUserAgent } from './user-agent';

export type AuditEvent = AuditEventKind & {
  /** Null where there is no account. */
  userId: string | null;
  sessionId?: string;
  /** Which invitation it is about: for the log, since there is no account yet. */
  invitationId?: string;
  /** The fields of a profile that were changed, never their values. They stand behind the detail. */
  fields?: readonly string[];
};

/** The actor and the origin of an event: the part of the request that the audit trail records. */
export type AuditSource = Pick<RequestContext, 'log' | 'now' | 'actor' | 'requestId' | 'clientAddress' | 'userAgent'>;

/** Writes to the audit trail, in the transaction of what it tells, and to the log once that is there for good. */
export async function recordEvent(db: Db, happening: AuditEvent, by: AuditSource): Promise<void> {
  const event = toEvent(happening, by);
  await insertAuditEvent(db, event);
  const { event: name, detail, userId, sessionId, invitationId, fields } = happening;
  const subject = { userId, sessionId, invitationId };
  const told = { event: name, detail, fields, ...subject, actor: by.actor, address: by.clientAddress };
  const { level, message } = auditEventOf(happening);
  afterCommit(db, () => by.log[level](told, message));
}

/** The last event of an account that is gone, under its pseudonym, which the log does not tell. */
export async function recordDeletion(
  tx: Db,
  { pseudonym, detail }: { pseudonym: string; detail?: 'never-verified' },
  by: AuditSource,
): Promise<void> {
  const kind: AuditEventKind = detail ? { event: 'user_deleted', detail } : { event: 'user_deleted' };
  const event = toEvent({ ...kind, userId: pseudonym }, by);
  await insertDeletionEvent(tx, { ...event, requestId: '', address: null, userAgentLabel: null });
  const told = { ...kind, actor: by.actor, address: by.clientAddress };
  const { level, message } = auditEventOf(kind);
  afterCommit(tx, () => by.log[level](told, message));
}

function toEvent({ event, detail, userId, sessionId, fields }: AuditEvent, by: AuditSource): NewAuditEvent {
  const { actor, requestId, clientAddress: address, userAgent } = by;
  const at = by.now();
  return {
    id: newOrderedId(),
    at,
    event,
    detail: detail && fields ? `${detail} ${fields.join(',')}` : (detail ?? null),
    userId,
    sessionId: sessionId ?? null,
    actor,
    requestId,
    address: actor === 'client' ? address : null,
    userAgentLabel: actor === 'client' ? describeUserAgent(userAgent) : null,
  };
}
