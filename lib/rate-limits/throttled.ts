import { AuthError } from '../errors';
import { addSeconds, CLOCK_LEEWAY_SECONDS, secondsLeft } from '../time';

export const throttled = (until: Date, now: Date): AuthError<'throttled'> =>
  new AuthError('throttled', { seconds: secondsLeft(now, until) });

/**
 * Whether an end is still to come. One that is further off than its whole length was set by a clock that was ahead and
 * has been corrected since: no client has to wait for it.
 * @param lengthSeconds the longest that such a time may be
 */
export const isStillToCome = (until: Date, now: Date, lengthSeconds: number): boolean =>
  until > now && until <= addSeconds(now, lengthSeconds + CLOCK_LEEWAY_SECONDS);
