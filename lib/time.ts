/** Durations in seconds, instants as `Date`. Pure. */

export const minutes = (count: number): number => count * 60;
export const hours = (count: number): number => count * 3600;
export const days = (count: number): number => count * 86_400;

/** How far the clocks of instances may differ; what lies further ahead comes from a clock that was wrong. */
export const CLOCK_LEEWAY_SECONDS = minutes(1);

export function addSeconds(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}

/** Seconds from `from` to `to`, rounded down; negative when `to` is earlier. */
export function secondsBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / 1000);
}

/** Whole seconds that are left until `until`, rounded up; at least one. */
export function secondsLeft(now: Date, until: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
}

export function earlierOf(one: Date, other: Date): Date {
  return one <= other ? one : other;
}

/** A JWT NumericDate (RFC 7519 §2): whole seconds since the epoch. */
export function toEpochSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

export function fromEpochSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}
