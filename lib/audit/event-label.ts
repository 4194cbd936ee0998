import { AUDIT_EVENTS } from './events';

/**
 * An event of the audit trail in a sentence for the account's owner. One that another version of Postern recorded may
 * have no label; it is shown by its name. Pure.
 */
export function eventLabel(event: string, detail: string | null): string {
  // Behind the detail may stand the names of fields.
  return labelOf(`${event} ${detail?.split(' ', 1)[0]}`) ?? labelOf(event) ?? event;
}

const labelOf = (key: string): string | undefined =>
  Object.hasOwn(AUDIT_EVENTS, key) ? AUDIT_EVENTS[key as keyof typeof AUDIT_EVENTS].label : undefined;
