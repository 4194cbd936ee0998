import type { Context, RequestContext } from '../../context';
import type { Db } from '../../data/database';
import {
  findLinkTimes,
  findValidLink,
  insertLink,
  type LinkPurpose,
  type ValidLinkRow,
} from '../../data/one-time-links';
import { AuthError } from '../../errors';
import { enqueueLink } from '../../mail/enqueue';
import type { LinkMessage } from '../../mail/messages';
import { MAIL_BUDGET_SECONDS, nextMailAllowedAt } from '../../rate-limits/policy';
import { addSeconds, days } from '../../time';
import { isRandomToken, randomToken, tokenHash } from '../../tokens/opaque-token';
import { linkAddress } from './link-address';

/** Mailed links that work once: for how long each is valid. */
const VALID_SECONDS: Record<LinkPurpose, (config: RequestContext['config']) => number> = {
  reset: ({ resetTokenSeconds }) => resetTokenSeconds,
  verify: () => days(1),
  change: () => days(1),
  undo: () => days(3),
};

export type ValidLink = ValidLinkRow & { hash: Buffer<ArrayBuffer> };

/** A link as a mail has it. `validMinutes` is rounded up. */
type IssuedLink = Pick<LinkMessage, 'link' | 'validMinutes'> & { expiresAt: Date };

/**
 * Mails a link. Takes a transaction.
 * @param issue issues the link; it is called only if the link is mailed
 * @returns false when the recipient's mail budget is used up
 */
export function issueAndMailLink(
  tx: Db,
  { kind, to, userId }: { kind: LinkMessage['kind']; to: string; userId: string },
  issue: () => Promise<IssuedLink>,
  ctx: RequestContext,
): Promise<boolean> {
  const write = async () => {
    const { expiresAt, ...link } = await issue();
    return { message: { kind, to, ...link }, expiresAt };
  };
  return enqueueLink(tx, { kind, to, userId }, write, ctx);
}

/**
 * Issues a link, which is valid from now on.
 * @param of.mailedAt when its mail leaves, if later than now: its time counts from then
 */
export async function issueLink(
  tx: Db,
  { userId, purpose, email, mailedAt }: { userId: string; purpose: LinkPurpose; email: string; mailedAt?: Date },
  { config, now }: RequestContext,
): Promise<IssuedLink> {
  const validSeconds = VALID_SECONDS[purpose](config);
  const createdAt = now();
  const token = randomToken();
  const expiresAt = addSeconds(mailedAt ?? createdAt, validSeconds);
  await insertLink(tx, { userId, purpose, email, tokenHash: tokenHash(token), createdAt, expiresAt });
  const validMinutes = Math.ceil(validSeconds / 60);
  return { link: linkAddress(purpose, token, config), validMinutes, expiresAt };
}

/** When the next link of a purpose may be mailed to a user, or null for at once. */
export async function nextLinkAllowedAt(
  db: Db,
  userId: string,
  purpose: LinkPurpose,
  ctx: RequestContext,
): Promise<Date | null> {
  if (!ctx.config.rateLimits) return null;
  const since = addSeconds(ctx.now(), -MAIL_BUDGET_SECONDS);
  return nextMailAllowedAt(await findLinkTimes(db, userId, purpose, since), ctx.now());
}

/** A link while it is valid, or null. Finding it does not use it up. */
export async function findLink(
  purpose: LinkPurpose,
  token: string,
  { db, now }: Pick<Context, 'db' | 'now'>,
): Promise<ValidLinkRow | null> {
  return isRandomToken(token) ? findValidLink(db, purpose, tokenHash(token), now()) : null;
}

/** @throws AuthError `invalid_link`, the same for unknown, used, revoked, expired and malformed */
export async function requireLink(purpose: LinkPurpose, token: string, ctx: Context): Promise<ValidLink> {
  const link = await findLink(purpose, token, ctx);
  if (!link) throw new AuthError('invalid_link');
  return { ...link, hash: tokenHash(token) };
}
