import type { Context } from '../context';
import { findLiveResetToken } from '../data/reset-tokens';
import { isRandomToken, tokenHash } from '../tokens/secrets';

/** The e-mail of whoever a reset link was mailed to, or null for a dead one. Looking uses nothing up. */
export async function findResetLinkOwner(token: string, ctx: Context): Promise<string | null> {
  if (!isRandomToken(token)) return null;
  const owner = await findLiveResetToken(ctx.db, tokenHash(token), ctx.now());
  return owner?.email ?? null;
}
