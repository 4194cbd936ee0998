import { addSeconds, earlierOf, secondsBetween } from '../../time';

/** When sessions end, and which of their refresh tokens still count. Pure. */

export type SessionLifetimes = { refreshTokenSeconds: number; sessionMaxSeconds: number };

export const absoluteExpiry = (beganAt: Date, { sessionMaxSeconds }: SessionLifetimes): Date =>
  addSeconds(beganAt, sessionMaxSeconds);

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
 * `newest`: swap it. `predecessor`: its answer may have been lost, give the same successor. `late-predecessor`: give it
 * to the client that made the swap alone, since a thief could use it for ever. `replaced`: from before the line began
 * anew, with another password: of no use, and no sign of a theft after it. `past`: stolen, or worse.
 */
export type RefreshTokenState = 'current' | 'previous' | 'late-previous' | 'superseded' | 'reused';

/**
 * Where a refresh token stands in its session's line (RFC 9700 §4.14.2). The predecessor counts for
 * `reuseSeconds`, and is late after that while the newest one has never been presented.
 */
export function classifyRefreshToken(
  line: RefreshTokenFamily,
  jti: string,
  now: Date,
  reuseSeconds: number,
): RefreshTokenState {
  if (jti === line.refreshJti) return 'current';
  if (line.refreshJti !== null && line.previousRefreshJti === null) return 'superseded';
  if (jti !== line.previousRefreshJti || !line.refreshIssuedAt) return 'reused';
  if (now <= addSeconds(line.refreshIssuedAt, reuseSeconds)) return 'previous';
  return line.refreshPresentedAt ? 'reused' : 'late-previous';
}
