import type { TimeMove } from '../../data/sessions';
import { toEpochSeconds } from '../../time';
import type { VerifiedToken } from '../../tokens/jwt';

/**
 * Whether an access token has expired because a test moved its session into the past: what is signed cannot be moved. A
 * refresh token expires with its session. Pure.
 */
export function isMovedPastExpiry(
  { kind, issuedAt, expiresAt }: Pick<VerifiedToken, 'kind' | 'issuedAt' | 'expiresAt'>,
  { timeMoves }: { timeMoves: unknown },
  now: Date,
): boolean {
  if (timeMoves === null || kind !== 'access') return false;
  const moves = timeMoves as readonly TimeMove[]; // only `moveSessions` writes it
  const moved = moves.filter(({ at }) => at >= issuedAt).reduce((sum, { seconds }) => sum + seconds, 0);
  return expiresAt <= toEpochSeconds(now) + moved;
}
