import type { RequestContext } from '../context';
import { type ChangedMail, discardQueuedMails, requeueMails } from '../data/mails';

/** What operators do to mails of the outbox. What a worker has at this moment is left to it. */

/**
 * Why a mail was skipped: `unknown`: there is no such mail; `sent`; `mailbox`: shown there, and never sent; `expired`: its
 * link is dead; `wiped`: given up before; `mail-budget`: its recipient was sent too many; `being-sent`: a worker has it.
 */
export type MailRefusal = 'unknown' | 'sent' | 'mailbox' | 'expired' | 'wiped' | 'mail-budget' | 'being-sent';

export type SkippedMail = { id: string; reason: MailRefusal };

/** Mails told of by their id; of more there is but the number. */
const TOLD_AT_MOST = 1000;

/**
 * Has one mail, or all that are queued or failed, tried again at once; an expired one never is.
 * @returns `refusal` where no provider is set, which nothing could be sent by
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

/** Gives up one mail, or all that are failed: nothing of what they say is kept. */
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
  const skipped = unchanged.slice(-TOLD_AT_MOST).map((mail) => ({ id: mail.id, reason: whyNot(mail) }));
  return { changed: mails.length - unchanged.length, skipped };
}

type FoundMail = Pick<ChangedMail, 'state' | 'expiresAt' | 'isSealed' | 'isWaiting'>;

/** Of a mail that could not be made due. Pure. */
export function whyNotRetried(mail: FoundMail, now: Date): MailRefusal {
  const isOpen = mail.state === 'queued' || mail.state === 'failed';
  if (isOpen && mail.expiresAt <= now) return 'expired';
  return isOpen && mail.isSealed && mail.isWaiting ? 'mail-budget' : whyNotDiscarded(mail);
}

/** Of a mail that could not be given up. Pure. */
export function whyNotDiscarded({ state, isSealed }: FoundMail): MailRefusal {
  if (state === 'sent' || state === 'mailbox') return state;
  return isSealed ? 'being-sent' : 'wiped';
}
