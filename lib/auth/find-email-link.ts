import type { Context } from '../context';
import { findLiveEmailLink } from '../data/email-links';
import { isRandomToken, tokenHash } from '../tokens/secrets';
import type { EmailLinkPurpose } from './email-links';

/** The address a mailed link is about, or null for a dead link. Looking uses nothing up. */
export async function findEmailOfLink(purpose: EmailLinkPurpose, token: string, ctx: Context): Promise<string | null> {
  if (!isRandomToken(token)) return null;
  const link = await findLiveEmailLink(ctx.db, purpose, tokenHash(token), ctx.now());
  return link?.email ?? null;
}
