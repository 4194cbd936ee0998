import type { RequestContext } from '../context';
import { type ChangedMail, discardQueuedMails, findMails, requeueMails } from '../data/mails';
import { requireUser, type UserRef } from './find-user';

/** What operators see of the mail queue and do to it. A mail that a worker is sending at this moment is left to it. */

/** A mail as operators see it, without its content. */
export type MailSummary = {
  id: string;
  state: MailState;
  /** Such as `reset-link`; null for a wiped mail, and for one that was encrypted under another AUTH_SECRET. */
  kind: string | null;
  /** The user the mail is about; null once that user is deleted. */
  user_id: string | null;
  email: string | null;
  created_at: string;
  attempts: number;
  /** Null unless it is queued. */
  next_attempt_at: string | null;
  /** Until then a worker sends it; null when none does. */
  leased_until: string | null;
  last_failure: string | null;
  expires_at: string;
  sent_at: string | null;
};

export const MAIL_STATES = ['queued', 'failed', 'sent', 'mailbox'] as const;

type MailState = (typeof MAIL_STATES)[number];

const UNFINISHED: MailState[] = ['queued', 'failed'];

export type MailQuery = {
  /** By default the mails that were not sent: queued and failed. */
  state?: MailState | undefined;
  user?: UserRef | undefined;
  before?: string | undefined;
  limit: number;
};

/**
 * Lists the mails of the queue, newest first, page by page.
 * @param query `before`: the ID of the last mail of the page before
 * @returns `next_before`, null on the last page
 * @throws AuthError `user_not_found`
 */
export async function listMails(
  { state, user: ref, before, limit }: MailQuery,
  ctx: RequestContext,
): Promise<{ mails: MailSummary[]; next_before: string | null }> {
  const user = ref && (await requireUser(ref, ctx));
  const found = await findMails(ctx.db, {
    states: state ? [state] : UNFINISHED,
    ...(user && { userId: user.id }),
    ...(before && { before }),
    limit: limit + 1,
  });
  const mails = found.slice(0, limit).map((mail) => toMailSummary(mail, ctx));
  return { mails, next_before: found.length > limit ? (mails.at(-1)?.id ?? null) : null };
}

type FoundMail = Awaited<ReturnType<typeof findMails>>[number];

function toMailSummary(mail: FoundMail, { outbox, now }: Pick<RequestContext, 'outbox' | 'now'>): MailSummary {
  const isLeased = mail.leasedUntil !== null && mail.leasedUntil > now();
  return {
    id: mail.id,
    state: mail.state,
    kind: outbox.open(mail)?.kind ?? null,
    user_id: mail.userId,
    email: mail.user?.email ?? null,
    created_at: mail.createdAt.toISOString(),
    attempts: mail.attempts,
    next_attempt_at: mail.state === 'queued' ? mail.nextAttemptAt.toISOString() : null,
    leased_until: isLeased ? (mail.leasedUntil?.toISOString() ?? null) : null,
    last_failure: mail.lastFailure,
    expires_at: mail.expiresAt.toISOString(),
    sent_at: mail.sentAt?.toISOString() ?? null,
  };
}

/**
 * Why a mail was skipped: `unknown`: there is no such mail; `sent`; `mailbox`: it is displayed there, and never sent;
 * `expired`: its link has expired; `wiped`: it was discarded before; `mail-budget`: its recipient has reached the mail
 * limit; `being-sent`: a worker is sending it.
 */
export type MailRefusal = 'unknown' | 'sent' | 'mailbox' | 'expired' | 'wiped' | 'mail-budget' | 'being-sent';

export type SkippedMail = { id: string; reason: MailRefusal };

const MAX_LISTED_SKIPPED = 1000;

/**
 * Makes one mail, or all queued and failed mails, due at once. An expired mail is skipped.
 * @returns `refusal` where no provider is configured
 */
export async function retryMails(
  { id }: { id?: string | undefined },
  ctx: RequestContext,
): Promise<{ refusal: 'no-provider' | null; retried: number; skipped: SkippedMail[] }> {
  if (ctx.config.mail.kind === 'mailbox') return { refusal: 'no-provider', retried: 0, skipped: [] };
  const now = ctx.now();
  const mails = await requeueMails(ctx.db, { id: id ?? null, now });
  const { changed: retried, skipped } = toOutcome(mails, id, (mail) => whyNotRetried(mail, now));
  if (retried > 0) {
    ctx.log.info({ event: 'mail_retried', mailId: id, count: retried, actor: ctx.actor }, 'mail will be retried');
    ctx.outbox.notify();
  }
  return { refusal: null, retried, skipped };
}

/** Discards one mail, or all failed mails, and deletes their content. */
export async function discardMails(
  { id }: { id?: string | undefined },
  ctx: RequestContext,
): Promise<{ discarded: number; skipped: SkippedMail[] }> {
  const mails = await discardQueuedMails(ctx.db, { id: id ?? null, now: ctx.now() });
  const { changed: discarded, skipped } = toOutcome(mails, id, whyNotDiscarded);
  if (discarded > 0) {
    ctx.log.info({ event: 'mail_discarded', mailId: id, count: discarded, actor: ctx.actor }, 'mail discarded');
  }
  return { discarded, skipped };
}

function toOutcome(
  mails: ChangedMail[],
  id: string | undefined,
  whyNot: (mail: ChangedMail) => MailRefusal,
): { changed: number; skipped: SkippedMail[] } {
  if (id !== undefined && mails.length === 0) return { changed: 0, skipped: [{ id, reason: 'unknown' }] };
  const unchanged = mails.filter(({ isChanged }) => !isChanged);
  const skipped = unchanged.slice(-MAX_LISTED_SKIPPED).map((mail) => ({ id: mail.id, reason: whyNot(mail) }));
  return { changed: mails.length - unchanged.length, skipped };
}

type UnchangedMail = Pick<ChangedMail, 'state' | 'expiresAt' | 'isSealed' | 'isWaiting'>;

/** Why a mail could not be made due. Pure. */
export function whyNotRetried(mail: UnchangedMail, now: Date): MailRefusal {
  const isOpen = mail.state === 'queued' || mail.state === 'failed';
  if (isOpen && mail.expiresAt <= now) return 'expired';
  return isOpen && mail.isSealed && mail.isWaiting ? 'mail-budget' : whyNotDiscarded(mail);
}

/** Why a mail could not be discarded. Pure. */
export function whyNotDiscarded({ state, isSealed }: UnchangedMail): MailRefusal {
  if (state === 'sent' || state === 'mailbox') return state;
  return isSealed ? 'being-sent' : 'wiped';
}
