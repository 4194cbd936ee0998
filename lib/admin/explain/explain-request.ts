import { eventLogLine } from '../../audit/event-label';
import { AUDIT_DAYS } from '../../audit/retention';
import type { RequestContext } from '../../context';
import { type AuditEventRow, findAuditEventsBetween } from '../../data/audit-events';
import { addSeconds, days } from '../../time';
import { toAuditEntry } from '../audit';
import type { LoggedEvent, RequestExplanation } from './explanation';

/** Days that one question covers: there is an index on the time of events, and none on their request. */
const STEP_DAYS = 5;

const FOUND_NOTE =
  'The log has the same as JSON lines: search it for this requestId. Requests that change no account have no events.';

const NOT_FOUND_NOTES = [
  `Recorded are events of accounts, for ${AUDIT_DAYS.all} days: sign-ins and failures, changes of passwords, emails and profiles, links, ends of sessions, exports and deletions. Failures at no account are kept for ${AUDIT_DAYS.withoutUser} days. Events of a deleted account lose their request ID.`,
  'Not recorded are reads, refreshes, token checks, invalid input and rate limits. The log has a line with the requestId for each failure of the server or of its database, for as long as you keep the log.',
];

/** What happened in a request, as far as it was recorded. */
export async function explainRequest(requestId: string, ctx: RequestContext): Promise<RequestExplanation> {
  const rows = await findEvents(requestId, ctx);
  const isFound = rows.length > 0;
  return {
    subject: 'request',
    request_id: isFound ? requestId : null,
    length: requestId.length,
    events: rows.map(toLoggedEvent),
    notes: isFound ? [FOUND_NOTE] : NOT_FOUND_NOTES,
  };
}

/** The newest days first, until there are events. */
async function findEvents(requestId: string, { db, now }: RequestContext): Promise<AuditEventRow[]> {
  let to = addSeconds(now(), days(1)); // the clock of the one who recorded it may have been ahead
  const oldest = addSeconds(now(), -days(AUDIT_DAYS.all));
  while (to > oldest) {
    const from = addSeconds(to, -days(STEP_DAYS));
    const events = await findAuditEventsBetween(db, { requestId }, { from, to });
    if (events.length > 0) return events;
    to = from;
  }
  return [];
}

function toLoggedEvent(row: AuditEventRow): LoggedEvent {
  const line = eventLogLine(row.event, row.detail);
  return { ...toAuditEntry(row), log_level: line?.level ?? null, log_message: line?.message ?? null };
}
