const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** An instant in words. */
export const inUtc = (at: Date | string): string => `${MOMENT.format(new Date(at))} UTC`;

/** An instant for people. The server cannot know their zone, so it says which one it is. */
export function Moment({ at }: { at: Date | string }) {
  return <time dateTime={new Date(at).toISOString()}>{inUtc(at)}</time>;
}
