const MINUTES_AN_HOUR = 60;
const MINUTES_A_DAY = 24 * MINUTES_AN_HOUR;

/** How long a mailed link is valid. Minutes are rounded down, to one minute at least. */
export const linkValidity = (minutes: number): string => `The link works once, within ${formatDuration(minutes)}.`;

/** What a link about an email asks for besides itself. */
export const ASKS_FOR_PASSWORD = 'It asks for your password if you are not signed in.';

export const NOTHING_TO_DO = 'If this was you, there is nothing to do.';

/** `60` is "1 hour", `90` is "90 minutes", `2880` is "2 days". */
function formatDuration(minutes: number): string {
  const count = Math.max(1, Math.floor(minutes));
  if (count % MINUTES_A_DAY === 0) return pluralize(count / MINUTES_A_DAY, 'day');
  if (count % MINUTES_AN_HOUR === 0) return pluralize(count / MINUTES_AN_HOUR, 'hour');
  return pluralize(count, 'minute');
}

const pluralize = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;

const UTC = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long', timeStyle: 'short' });

/** An RFC 3339 instant as "24 November 2026 at 10:15 UTC". */
export const formatInstant = (instant: string): string => `${UTC.format(new Date(instant))} UTC`;

/** When an event happened: "on 24 November 2026 at 10:15 UTC", or "3 times, last on …". */
export const formatOccurrences = (instant: string, times = 1): string =>
  `${times > 1 ? `${times} times, last ` : ''}on ${formatInstant(instant)}`;

/** What a sentence adds to its verb and to its last event when there were several; empty for one. */
export const describeRepetition = (times = 1): { count: string; last: string } =>
  times > 1 ? { count: ` ${times} times`, last: ', the last time' } : { count: '', last: '' };
