import type { Context, RequestContext } from '../context';
import type { Db } from '../data/database';
import { findEmailLinkTimes, findLiveEmailLink, insertEmailLink, type LiveEmailLinkRow } from '../data/email-links';
import { insertMail } from '../data/mails';
import { AuthError } from '../errors';
import { MAIL_BUDGET_SECONDS, mailBudgetEnd } from '../limits/table';
import type { MailMessage } from '../mail/messages';
import { addSeconds, days } from '../time';
import { isRandomToken, randomToken, tokenHash } from '../tokens/secrets';

/** Mailed links about an address: what each is good for, how long, and at which page. */
const LINKS = {
  verify: { page: 'verify-email', validSeconds: days(1) },
  change: { page: 'change-email', validSeconds: days(1) },
  undo: { page: 'undo-email-change', validSeconds: days(3) },
} as const;

export type EmailLinkPurpose = keyof typeof LINKS;

export type LiveEmailLink = LiveEmailLinkRow & { hash: Buffer<ArrayBuffer> };

type Link = { link: string; validMinutes: number };

type About = { userId: string; purpose: EmailLinkPurpose; email: string };

/** Makes a link about `email` and puts its mail into the outbox. Takes a transaction. */
export async function mailEmailLink(
  tx: Db,
  about: About,
  write: (link: Link) => MailMessage,
  ctx: RequestContext,
): Promise<void> {
  const { expiresAt, ...link } = await keepEmailLink(tx, about, ctx);
  await insertMail(tx, ctx.mailer.toRow(write(link), { userId: about.userId, now: ctx.now(), expiresAt }));
}

/** Makes a link about `email`; whoever is told it can redeem it. */
export async function keepEmailLink(
  tx: Db,
  { userId, purpose, email }: About,
  ctx: RequestContext,
): Promise<Link & { expiresAt: Date }> {
  const now = ctx.now();
  const { page, validSeconds } = LINKS[purpose];
  const token = randomToken();
  const expiresAt = addSeconds(now, validSeconds);
  await insertEmailLink(tx, { userId, purpose, email, tokenHash: tokenHash(token), createdAt: now, expiresAt });
  return { link: `${ctx.config.appUrl}/${page}/${token}/`, validMinutes: validSeconds / 60, expiresAt };
}

/** Until when no further link of a kind is mailed to a user, or null. */
export async function emailLinkBudgetEnd(
  db: Db,
  userId: string,
  purpose: EmailLinkPurpose,
  ctx: RequestContext,
): Promise<Date | null> {
  if (!ctx.config.rateLimits) return null;
  const since = addSeconds(ctx.now(), -MAIL_BUDGET_SECONDS);
  return mailBudgetEnd(await findEmailLinkTimes(db, userId, purpose, since), ctx.now());
}

/** A link while it is good, or null. Looking uses nothing up. */
export async function findEmailLink(
  purpose: EmailLinkPurpose,
  token: string,
  { db, now }: Pick<Context, 'db' | 'now'>,
): Promise<LiveEmailLinkRow | null> {
  return isRandomToken(token) ? findLiveEmailLink(db, purpose, tokenHash(token), now()) : null;
}

/** @throws AuthError `dead_link` (unknown, used, expired, malformed alike) */
export async function requireEmailLink(purpose: EmailLinkPurpose, token: string, ctx: Context): Promise<LiveEmailLink> {
  const link = await findEmailLink(purpose, token, ctx);
  if (!link) throw new AuthError('dead_link');
  return { ...link, hash: tokenHash(token) };
}
