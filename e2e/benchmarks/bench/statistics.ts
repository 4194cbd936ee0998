/** The middle value; of an even number, the mean of the two middle ones. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  if (sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value that so many parts of all are not above, from 0 to 1. NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/**
 * Events a second, by their times and that of the start in milliseconds. The time ends with the last event, because the
 * work is done until then. NaN of none.
 */
export function eventsPerSecond(times: readonly number[], startedAt: number): number {
  const lastAt = times.reduce((latest, time) => Math.max(latest, time), startedAt);
  return times.length === 0 ? Number.NaN : (times.length * 1000) / (lastAt - startedAt);
}

/** A number with a precision that suits its size: `12,345`, `64.2`, `0.51`. */
export function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
