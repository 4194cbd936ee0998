import type { ErrorCode } from '../errors';
import { addSeconds, CLOCK_LEEWAY_SECONDS, days, hours, minutes } from '../time';

/** How often things may be tried: every number of it, and nothing else. RATE_LIMITS=off switches all of it off. Pure. */

/** What counts: every attempt, only errors with one of these codes, or what the use case counts itself. */
type Counted = { kind: 'attempts' } | { kind: 'errors'; codes: readonly ErrorCode[] } | { kind: 'by-use-case' };

/** For each client address. */
type AddressLimit = { perWindow: number; windowSeconds: number; counts: Counted };

const ATTEMPTS: Counted = { kind: 'attempts' };
const BY_USE_CASE: Counted = { kind: 'by-use-case' };

export type AddressLimitName =
  | 'sign-in'
  | 'register'
  | 'reset-request'
  | 'reset-request-unknown'
  | 'taken-email'
  | 'verification-request'
  | 'export'
  | 'link-redemption'
  | 'invalid-token'
  | 'client-authentication';

export const ADDRESS_LIMITS: Record<AddressLimitName, AddressLimit> = {
  'sign-in': { perWindow: 300, windowSeconds: hours(1), counts: BY_USE_CASE },
  register: { perWindow: 60, windowSeconds: hours(1), counts: ATTEMPTS },
  'reset-request': { perWindow: 60, windowSeconds: hours(1), counts: ATTEMPTS },
  'reset-request-unknown': { perWindow: 30, windowSeconds: hours(1), counts: BY_USE_CASE },
  'taken-email': { perWindow: 30, windowSeconds: hours(1), counts: BY_USE_CASE },
  'verification-request': { perWindow: 60, windowSeconds: hours(1), counts: ATTEMPTS },
  export: { perWindow: 30, windowSeconds: hours(1), counts: ATTEMPTS },
  'link-redemption': { perWindow: 60, windowSeconds: hours(1), counts: { kind: 'errors', codes: ['invalid_link'] } },
  /** Tokens that this installation did not sign. One of its own that has expired, or whose session has ended, does not count. */
  'invalid-token': { perWindow: 600, windowSeconds: hours(1), counts: BY_USE_CASE },
  /** Apps that do not prove who they are. The codes that an app proves are not counted: its address is that of all its users. */
  'client-authentication': { perWindow: 300, windowSeconds: hours(1), counts: BY_USE_CASE },
};

/** Failed sign-ins to one account, by all unknown clients together and by each known client (device or address) alone. */
export const ACCOUNT_LIMIT = {
  freeAttempts: 10,
  firstWaitSeconds: 30,
  longestWaitSeconds: hours(1),
  /** After so many in a row unknown clients are rejected until a known client signs in, or a reset link is redeemed. */
  maxConsecutiveFailures: 100,
  /** Failures count as in a row however slowly they come, up to this. */
  resetAfterSeconds: days(30),
} as const;

/** How long an address with its User-Agent is known after it signed in, and a browser by its cookie. */
export const KNOWN_ADDRESS_SECONDS = days(30);
export const DEVICE_SECONDS = days(365);

/** Mails with a link to one account, for each kind of link. Over it nothing is sent, and the earlier links stay good. */
export const MAIL_BUDGET = [
  { mails: 1, seconds: minutes(1) },
  { mails: 5, seconds: hours(1) },
] as const;

/** The window of the budget: links older than that do not count. */
export const MAIL_BUDGET_SECONDS = Math.max(...MAIL_BUDGET.map(({ seconds }) => seconds));

/** Mails to one address, across accounts and kinds. Over it no link is mailed, and notices of one kind are combined. */
export const RECIPIENT_BUDGET = [
  { mails: 10, seconds: hours(1) },
  { mails: 30, seconds: days(1) },
] as const;

/** Older mails, and more of them, do not count. */
export const RECIPIENT_BUDGET_SECONDS = Math.max(...RECIPIENT_BUDGET.map(({ seconds }) => seconds));
export const RECIPIENT_BUDGET_MAILS = Math.max(...RECIPIENT_BUDGET.map(({ mails }) => mails));

/** Successful changes of one account's password; resets by link are limited by their mails. */
export const PASSWORD_CHANGES = { perWindow: 10, windowSeconds: hours(1) } as const;

/** Successful sign-ins to one account; only a client with the password can use them up. */
export const SIGN_INS = { perWindow: 60, windowSeconds: hours(1) } as const;

/** Changes of one account's profile by its owner: each is an audit event, which is kept for long. */
export const PROFILE_CHANGES = { perWindow: 60, windowSeconds: hours(1) } as const;

/** Late uses of one session's previous refresh token that are recorded; the others are accepted all the same. */
export const RECORDED_LATE_USES = { perWindow: 60, windowSeconds: hours(1) } as const;

/** Codes for apps, of one account: an app whose page asks again and again must not fill the database. */
export const APP_SIGN_INS = { perWindow: 600, windowSeconds: hours(1) } as const;

/** Live sessions of one account; beyond that those used least recently end. RATE_LIMITS does not lift it. */
export const MAX_LIVE_SESSIONS = 100;

/** The same of one app, begun from one session of a browser: an app that signs in again at each reload ends its own. */
export const MAX_LIVE_SESSIONS_OF_APP = 20;

/**
 * Until when no further mail of a kind goes out, or null.
 * @param sentAt those before it, newest first
 */
export function nextMailAllowedAt(sentAt: readonly Date[], now: Date): Date | null {
  // One that is still to come was sent under a clock that was ahead, and says nothing of the last hour.
  const past = sentAt.filter((at) => at <= addSeconds(now, CLOCK_LEEWAY_SECONDS));
  return budgetEnd(MAIL_BUDGET, past, now);
}

/**
 * From when on a further mail fits into a recipient's budget, or null for at once. Counting those to come makes every
 * window hold, those that begin later included.
 * @param dueAt when the mails leave or left, latest first; those of notices that wait are to come
 */
export function nextRecipientMailAt(dueAt: readonly Date[], now: Date): Date | null {
  return budgetEnd(RECIPIENT_BUDGET, dueAt, now);
}

function budgetEnd(
  budget: readonly { mails: number; seconds: number }[],
  latestFirst: readonly Date[],
  now: Date,
): Date | null {
  const ends = budget.flatMap(({ mails, seconds }) => {
    const oldest = latestFirst[mails - 1];
    return oldest ? [addSeconds(oldest, seconds).getTime()] : [];
  });
  const last = Math.max(0, ...ends);
  return last > now.getTime() ? new Date(last) : null;
}

/** More counters than this are not kept: the oldest of accounts are deleted first, the limits of an hour and blocks last. */
export const MAX_COUNTERS = 500_000;

/**
 * Seconds to wait after so many failures in a row; 0 while attempts are free.
 * @param of.isKnown the wait of a known client never lasts longer than the longest one: it may be the owner
 */
export function waitSecondsAfter(failures: number, { isKnown }: { isKnown: boolean }): number {
  const { freeAttempts, firstWaitSeconds, longestWaitSeconds, maxConsecutiveFailures, resetAfterSeconds } =
    ACCOUNT_LIMIT;
  if (failures < freeAttempts) return 0;
  if (failures >= maxConsecutiveFailures && !isKnown) return resetAfterSeconds;
  return Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** (failures - freeAttempts));
}
