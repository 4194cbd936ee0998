import type { Context } from '../../context';
import { findLiveResetToken } from '../../data/reset-tokens';
import { isRandomToken, tokenHash } from '../../tokens/opaque-token';

/** Whose a reset link is, or null for a dead one. Looking uses nothing up. */
export async function findResetLinkOwner(
  token: string,
  ctx: Context,
): Promise<{ userId: string; email: string } | null> {
  if (!isRandomToken(token)) return null;
  return findLiveResetToken(ctx.db, tokenHash(token), ctx.now());
}
