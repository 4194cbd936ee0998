import { addSeconds, earlierOf, hours, secondsBetween } from '../../time';

/** When sessions end, and which of their refresh tokens still count. Pure. */

export type SessionLifetimes = { refreshTokenSeconds: number; sessionMaxSeconds: number };

/** A session that ends with its browser lasts no longer: some browsers are never closed, or bring such cookies back. */
const UNKEPT_SESSION_SECONDS = hours(12);

/** @param isKept false: the session is to end with its browser */
export const absoluteExpiry = (beganAt: Date, isKept: boolean, { sessionMaxSeconds }: SessionLifetimes): Date =>
  addSeconds(beganAt, isKept ? sessionMaxSeconds : Math.min(sessionMaxSeconds, UNKEPT_SESSION_SECONDS));

/**
 * Whether the cookie of a session outlives its browser. How long it lasts tells, so a kept one that lasts no longer than
 * an unkept one (by SESSION_MAX_SECONDS) counts as that when its cookie is replaced.
 */
export const isKeptSession = (
  { createdAt, absoluteExpiresAt }: { createdAt: Date; absoluteExpiresAt: Date },
  { sessionCookie }: { sessionCookie: 'keep' | 'ask' },
): boolean => sessionCookie === 'keep' || secondsBetween(createdAt, absoluteExpiresAt) > UNKEPT_SESSION_SECONDS;

/** A session ends some time after its last use, and never after its absolute end. */
export const idleExpiry = (
  lastUsedAt: Date,
  absoluteExpiresAt: Date,
  { refreshTokenSeconds }: SessionLifetimes,
): Date => earlierOf(addSeconds(lastUsedAt, refreshTokenSeconds), absoluteExpiresAt);

/** How exactly the last use is kept: to the minute, or to a hundredth of a short idle time. */
export const needsExtension = (lastUsedAt: Date, now: Date, { refreshTokenSeconds }: SessionLifetimes): boolean =>
  secondsBetween(lastUsedAt, now) >= Math.min(60, Math.floor(refreshTokenSeconds / 100));

export type SessionState = 'live' | 'ended' | 'expired';

export function sessionState(session: { endedAt: Date | null; expiresAt: Date }, now: Date): SessionState {
  if (session.endedAt) return 'ended';
  return session.expiresAt <= now ? 'expired' : 'live';
}

export type RefreshTokenFamily = {
  refreshJti: string | null;
  previousRefreshJti: string | null;
  refreshIssuedAt: Date | null;
  refreshPresentedAt: Date | null;
};

/**
 * `current`: it is exchanged. `previous`: the response to its exchange may have been lost, so it gets the same successor.
 * `late-previous`: it gets the successor only from the client of the exchange, because a thief could use it forever.
 * `superseded`: a change of the password began a new family; the token is rejected, and is no sign of theft. `reused`: it is
 * older than the previous one, or its successor was presented: it was stolen.
 */
export type RefreshTokenState = 'current' | 'previous' | 'late-previous' | 'superseded' | 'reused';

/**
 * The state of a refresh token in the family of its session (RFC 9700 §4.14.2). The previous token is valid for
 * `reuseSeconds`, and late after that while the current one has never been presented.
 */
export function classifyRefreshToken(
  family: RefreshTokenFamily,
  jti: string,
  now: Date,
  reuseSeconds: number,
): RefreshTokenState {
  if (jti === family.refreshJti) return 'current';
  if (family.refreshJti !== null && family.previousRefreshJti === null) return 'superseded';
  if (jti !== family.previousRefreshJti || !family.refreshIssuedAt) return 'reused';
  if (now <= addSeconds(family.refreshIssuedAt, reuseSeconds)) return 'previous';
  return family.refreshPresentedAt ? 'reused' : 'late-previous';
}
