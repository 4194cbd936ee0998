const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** An instant in words. @param at RFC 3339 */
export const inUtc = (at: string): string => `${MOMENT.format(new Date(at))} UTC`;

/** An instant for people. The server cannot know their zone, so it says which one it is. */
export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{inUtc(at)}</time>;
}
