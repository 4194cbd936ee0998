import type { Context, RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { findEmailLinkTimes, findLiveEmailLink, insertEmailLink, type LiveEmailLinkRow } from '../../data/email-links';
import { AuthError } from '../../errors';
import { enqueueLink } from '../../mail/enqueue';
import type { LinkMessage } from '../../mail/messages';
import { MAIL_BUDGET_SECONDS, nextMailAllowedAt } from '../../rate-limits/policy';
import { addSeconds, days } from '../../time';
import { isRandomToken, randomToken, tokenHash } from '../../tokens/opaque-token';

/** Mailed links about an address: what each is good for, how long, and at which page. */
const LINKS = {
  verify: { page: 'verify-email', validSeconds: days(1) },
  change: { page: 'change-email', validSeconds: days(1) },
  undo: { page: 'undo-email-change', validSeconds: days(3) },
} as const;

export type EmailLinkPurpose = keyof typeof LINKS;

export type LiveEmailLink = LiveEmailLinkRow & { hash: Buffer<ArrayBuffer> };

type Link = Pick<LinkMessage, 'link' | 'validMinutes'>;

type About = { userId: string; purpose: EmailLinkPurpose; email: string };

/**
 * Mails a link about an address to it. Takes a transaction.
 * @param make the link: only if it is mailed
 * @returns whether it is; not when the recipient's budget is used up
 */
export function issueAndMailLink(
  tx: Db,
  { kind, to, userId }: { kind: LinkMessage['kind']; to: string; userId: string },
  make: () => Promise<Link & { expiresAt: Date }>,
  ctx: RequestContext,
): Promise<boolean> {
  const issue = async () => {
    const { expiresAt, ...link } = await make();
    return { message: { kind, to, ...link }, expiresAt };
  };
  return enqueueLink(tx, { kind, to, userId }, issue, ctx);
}

/** Makes a link about `email`; whoever is told it can redeem it, from now until its time after `mailedAt` is over. */
export async function issueLink(
  tx: Db,
  { userId, purpose, email, mailedAt }: About & { mailedAt?: Date },
  ctx: RequestContext,
): Promise<Link & { expiresAt: Date }> {
  const now = ctx.now();
  const { page, validSeconds } = LINKS[purpose];
  const token = randomToken();
  const expiresAt = addSeconds(mailedAt ?? now, validSeconds);
  await insertEmailLink(tx, { userId, purpose, email, tokenHash: tokenHash(token), createdAt: now, expiresAt });
  return { link: `${ctx.config.appUrl}/${page}/${token}/`, validMinutes: validSeconds / 60, expiresAt };
}

/** Until when no further link of a kind is mailed to a user, or null. */
export async function nextLinkAllowedAt(
  db: Db,
  userId: string,
  purpose: EmailLinkPurpose,
  ctx: RequestContext,
): Promise<Date | null> {
  if (!ctx.config.rateLimits) return null;
  const since = addSeconds(ctx.now(), -MAIL_BUDGET_SECONDS);
  return nextMailAllowedAt(await findEmailLinkTimes(db, userId, purpose, since), ctx.now());
}

/** A link while it is good, or null. Looking uses nothing up. */
export async function findLink(
  purpose: EmailLinkPurpose,
  token: string,
  { db, now }: Pick<Context, 'db' | 'now'>,
): Promise<LiveEmailLinkRow | null> {
  return isRandomToken(token) ? findLiveEmailLink(db, purpose, tokenHash(token), now()) : null;
}

/** @throws AuthError `invalid_link` (unknown, used, expired, malformed alike) */
export async function requireLink(purpose: EmailLinkPurpose, token: string, ctx: Context): Promise<LiveEmailLink> {
  const link = await findLink(purpose, token, ctx);
  if (!link) throw new AuthError('invalid_link');
  return { ...link, hash: tokenHash(token) };
}
