import { z } from 'zod';
import { addSeconds, days, hours, minutes } from '../time';

/** An instant as seen from `now`. */
export type Since = (now: Date) => Date;

const UNITS = { m: minutes, h: hours, d: days } as const;

const AGO = /^(\d{1,5})([mhd])$/;
/** RFC 3339, which wants seconds; people may leave them out, and the time as well: then the day begins in UTC. */
const INSTANT = z.union([
  z.iso.datetime({ offset: true }),
  z.iso.datetime({ offset: true, precision: -1 }),
  z.iso.date(),
]);

/** "2026-11-24T00:00Z", "2026-11-24", or how long ago: "24h", "7d", "30m". Null for anything else. Pure. */
export function parseSince(text: string): Since | null {
  const [, count, unit] = AGO.exec(text) ?? [];
  if (unit === 'm' || unit === 'h' || unit === 'd') return (now) => addSeconds(now, -UNITS[unit](Number(count)));
  if (!INSTANT.safeParse(text).success) return null;
  const at = new Date(text);
  return () => at;
}
