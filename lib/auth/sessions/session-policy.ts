import { addSeconds, earlierOf, secondsBetween } from '../../time';

/** When sessions end, and which of their refresh tokens still count. Pure. */

export type Lifetimes = { refreshTokenSeconds: number; sessionMaxSeconds: number };

export const absoluteEnd = (beganAt: Date, { sessionMaxSeconds }: Lifetimes): Date =>
  addSeconds(beganAt, sessionMaxSeconds);

/** A session ends some time after its last use, and never after its absolute end. */
export const idleEnd = (lastUsedAt: Date, endsAt: Date, { refreshTokenSeconds }: Lifetimes): Date =>
  earlierOf(addSeconds(lastUsedAt, refreshTokenSeconds), endsAt);

/** How exactly the last use is kept: to the minute, or to a hundredth of a short idle time. */
export const isWorthTouching = (lastUsedAt: Date, now: Date, { refreshTokenSeconds }: Lifetimes): boolean =>
  secondsBetween(lastUsedAt, now) >= Math.min(60, Math.floor(refreshTokenSeconds / 100));

export type SessionState = 'live' | 'ended' | 'expired';

export function sessionState(session: { endedAt: Date | null; expiresAt: Date }, now: Date): SessionState {
  if (session.endedAt) return 'ended';
  return session.expiresAt <= now ? 'expired' : 'live';
}

export type RefreshLine = {
  refreshJti: string | null;
  previousRefreshJti: string | null;
  refreshIssuedAt: Date | null;
  refreshSeenAt: Date | null;
};

/**
 * `newest`: swap it. `predecessor`: its answer may have been lost, give the same successor. `late-predecessor`: give it
 * to the client that made the swap alone, since a thief could use it for ever. `replaced`: from before the line began
 * anew, with another password: of no use, and no sign of a theft after it. `past`: stolen, or worse.
 */
export type RefreshPlace = 'newest' | 'predecessor' | 'late-predecessor' | 'replaced' | 'past';

/**
 * Where a refresh token stands in its session's line (RFC 9700 §4.14.2). The predecessor counts for
 * `reuseSeconds`, and is late after that while the newest one has never been presented.
 */
export function placeOfRefreshToken(line: RefreshLine, jti: string, now: Date, reuseSeconds: number): RefreshPlace {
  if (jti === line.refreshJti) return 'newest';
  if (line.refreshJti !== null && line.previousRefreshJti === null) return 'replaced';
  if (jti !== line.previousRefreshJti || !line.refreshIssuedAt) return 'past';
  if (now <= addSeconds(line.refreshIssuedAt, reuseSeconds)) return 'predecessor';
  return line.refreshSeenAt ? 'past' : 'late-predecessor';
}
