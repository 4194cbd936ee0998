const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** An instant for people. The server cannot know their zone, so it says which one it is. */
export function Moment({ at }: { at: Date | string }) {
  const instant = new Date(at);
  return <time dateTime={instant.toISOString()}>{MOMENT.format(instant)} UTC</time>;
}
