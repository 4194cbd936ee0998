import { minutes } from '../time';

const FIRST_DELAY_SECONDS = 2;
const LONGEST_DELAY_SECONDS = minutes(10);

/**
 * Seconds until a mail is tried again: 2, 4, 8 … up to ten minutes, less up to half by chance, so that
 * what failed together does not come back together. Never sooner than the provider asked for.
 * @param attempts how many were made, 1 or more.
 * @param random from 0 to 1.
 */
export function nextAttemptDelaySeconds(attempts: number, random: number, retryAfterSeconds = 0): number {
  const delaySeconds = Math.min(FIRST_DELAY_SECONDS * 2 ** (attempts - 1), LONGEST_DELAY_SECONDS);
  return Math.max(delaySeconds * (1 - random / 2), retryAfterSeconds);
}
