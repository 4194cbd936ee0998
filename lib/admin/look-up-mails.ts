import type { RequestContext } from '../context';
import { findMails } from '../data/mails';
import { requireUser, type UserRef } from './find-user';

/** A mail of the outbox as told to operators: that there is one, never what it says. */
export type MailSummary = {
  id: string;
  state: MailState;
  /** Such as `reset-link`; null where nothing of the mail is kept, or another AUTH_SECRET sealed it. */
  kind: string | null;
  /** The account the mail is about; null once that is deleted. */
  user_id: string | null;
  email: string | null;
  created_at: string;
  attempts: number;
  /** Null unless it is queued. */
  next_attempt_at: string | null;
  /** Until then a worker has it; null when none does. */
  leased_until: string | null;
  last_failure: string | null;
  expires_at: string;
  sent_at: string | null;
};

export const MAIL_STATES = ['queued', 'failed', 'sent', 'mailbox'] as const;

type MailState = (typeof MAIL_STATES)[number];

const NOT_DONE: MailState[] = ['queued', 'failed'];

export type MailQuery = {
  /** Unless given: those that are not done, queued or failed. */
  state?: MailState | undefined;
  user?: UserRef | undefined;
  before?: string | undefined;
  limit: number;
};

/**
 * The mails of the outbox, newest first.
 * @param question `before`: the id after which to go on
 * @returns `next_before`, null when these were the last
 * @throws AuthError `user_not_found`
 */
export async function listMails(
  { state, user: ref, before, limit }: MailQuery,
  ctx: RequestContext,
): Promise<{ mails: MailSummary[]; next_before: string | null }> {
  const user = ref && (await requireUser(ref, ctx));
  const found = await findMails(ctx.db, {
    states: state ? [state] : NOT_DONE,
    ...(user && { userId: user.id }),
    ...(before && { before }),
    limit: limit + 1,
  });
  const mails = found.slice(0, limit).map((mail) => toListedMail(mail, ctx));
  return { mails, next_before: found.length > limit ? (mails.at(-1)?.id ?? null) : null };
}

type FoundMail = Awaited<ReturnType<typeof findMails>>[number];

function toListedMail(mail: FoundMail, { outbox, now }: Pick<RequestContext, 'outbox' | 'now'>): MailSummary {
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
