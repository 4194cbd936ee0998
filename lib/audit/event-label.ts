import { AUDIT_EVENTS } from './events';

/**
 * An event of the audit trail in a sentence for the account's owner. One that another version of Postern recorded may
 * have no label; it is shown by its name. Pure.
 */
export function eventLabel(event: string, detail: string | null): string {
  // Behind the detail may stand the names of fields.
  return labelOf(`${event} ${detail?.split(' ', 1)[0]}`) ?? labelOf(event) ?? event;
}

/** The level and the message of an event's line in the log; null for one that another version recorded. Pure. */
export function eventLogLine(event: string, detail: string | null): { level: 'info' | 'warn'; message: string } | null {
  return rowOf(`${event} ${detail?.split(' ', 1)[0]}`) ?? rowOf(event) ?? null;
}

const labelOf = (key: string): string | undefined => rowOf(key)?.label;

const rowOf = (key: string) =>
  Object.hasOwn(AUDIT_EVENTS, key) ? AUDIT_EVENTS[key as keyof typeof AUDIT_EVENTS] : undefined;
