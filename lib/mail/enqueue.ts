import type { Db } from '../data/database';
import { findWaitingMails, insertMail, replaceWaitingMail } from '../data/mails';
import { findRecipientMailTimes, insertRecipientMail, lockRecipient } from '../data/recipient-mails';
import { afterCommit } from '../data/transaction';
import { nextRecipientMailAt, RECIPIENT_BUDGET_MAILS, RECIPIENT_BUDGET_SECONDS } from '../rate-limits/policy';
import { addSeconds, days } from '../time';
import { withMailFaults } from './mail-faults';
import type { LinkMessage, Notice } from './messages';
import type { Outbox } from './outbox';

/**
 * Every mail goes into the outbox here, within the budget of its recipient: it holds across accounts, kinds and
 * instances, and outlives accounts. Both functions take a transaction, and keep the recipient locked until it ends.
 */

type Sender = {
  outbox: Outbox;
  config: { rateLimits: boolean };
  log: { info(fields: object, message: string): void };
  now(): Date;
};

/** `userId` is the account that the mail goes with; null when that is gone. */
type Recipient = { to: string; userId: string | null };

/**
 * Mails a link, unless the recipient's budget is used up.
 * @param issue makes the link and its mail; not called when that is not sent
 * @returns whether it is sent
 */
export async function enqueueLink(
  tx: Db,
  { to, userId, kind }: Recipient & { kind: LinkMessage['kind'] },
  issue: () => Promise<{ message: LinkMessage; expiresAt: Date }>,
  ctx: Sender,
): Promise<boolean> {
  const now = ctx.now();
  const recipientKey = ctx.outbox.recipientKey(to);
  if ((await findRoom(tx, recipientKey, now, ctx)) > now) {
    tellOfFullBudget(tx, { kind, userId }, ctx);
    return false;
  }
  const { message, expiresAt } = await issue();
  await takeRoom(tx, { recipientKey, createdAt: now, dueAt: now }, ctx);
  await enqueueMail(tx, message, { userId, now, expiresAt }, ctx);
  return true;
}

/** Where a notice is in the outbox: `dueAt` is when it leaves, `waiting` the one of its kind that it replaces. */
export type NoticePlace = { dueAt: Date; waiting: Notice | null };

/**
 * Mails a notice. It is never lost, since an attacker could use the budget up first: without room it waits for its
 * turn, which is kept for it, and takes up what happens until then.
 * @param write makes the notice; how many it stands for is added here
 */
export async function enqueueNotice(
  tx: Db,
  { to, userId, kind }: Recipient & { kind: Notice['kind'] },
  write: (place: NoticePlace) => Promise<{ message: Notice; expiresAt: Date }>,
  ctx: Sender,
): Promise<void> {
  const now = ctx.now();
  const recipientKey = ctx.outbox.recipientKey(to);
  const dueAt = await findRoom(tx, recipientKey, now, ctx);
  // While one waits, whatever comes after it would have to wait as well.
  const earlier = dueAt > now ? await findWaitingNotice(tx, { recipientKey, userId, kind, now }, ctx) : null;
  if (earlier) {
    const { message, expiresAt } = await write({ dueAt: earlier.dueAt, waiting: earlier.notice });
    const combined = { ...message, times: (earlier.notice.times ?? 1) + 1 };
    const { content } = ctx.outbox.seal(combined, { userId, now, dueAt: earlier.dueAt, expiresAt });
    await replaceWaitingMail(tx, earlier.id, { content, expiresAt });
    return;
  }
  const { message, expiresAt } = await write({ dueAt, waiting: null });
  await takeRoom(tx, { recipientKey, createdAt: now, dueAt }, ctx);
  await enqueueMail(tx, message, { userId, now, dueAt, expiresAt }, ctx);
  if (dueAt > now) tellOfFullBudget(tx, { kind, userId, dueAt }, ctx);
}

/** A notice is still worth reading this long after it was to leave. */
const NOTICE_SECONDS = days(1);

/**
 * Mails a notice of a change, in the transaction of the change.
 * @param of.verifiedAt null for an address that was never verified: it may be a stranger's, and is sent nothing
 */
export async function enqueueChangeNotice(
  tx: Db,
  message: Notice,
  { userId, verifiedAt }: { userId: string | null; verifiedAt: Date | null },
  ctx: Sender,
): Promise<void> {
  if (verifiedAt === null) return;
  const { kind, to } = message;
  const write = async ({ dueAt }: NoticePlace) => ({ message, expiresAt: addSeconds(dueAt, NOTICE_SECONDS) });
  await enqueueNotice(tx, { kind, to, userId }, write, ctx);
}

/** Inserts a mail, and notifies the worker once that is committed. No other code notifies it of a new mail. */
async function enqueueMail(
  tx: Db,
  message: LinkMessage | Notice,
  options: { userId: string | null; now: Date; dueAt?: Date; expiresAt: Date },
  { outbox }: Sender,
): Promise<void> {
  const row = await withMailFaults(tx, outbox.seal(message, options), options.now);
  if (row) await insertMail(tx, row);
  afterCommit(tx, () => outbox.notify());
}

/** Locks the recipient. @returns when the next mail may leave: `now`, or later */
async function findRoom(
  tx: Db,
  recipientKey: Uint8Array<ArrayBuffer>,
  now: Date,
  { config }: Pick<Sender, 'config'>,
): Promise<Date> {
  if (!config.rateLimits) return now;
  await lockRecipient(tx, recipientKey);
  const window = { since: addSeconds(now, -RECIPIENT_BUDGET_SECONDS), now, limit: RECIPIENT_BUDGET_MAILS };
  return nextRecipientMailAt(await findRecipientMailTimes(tx, recipientKey, window), now) ?? now;
}

async function takeRoom(
  tx: Db,
  place: { recipientKey: Uint8Array<ArrayBuffer>; createdAt: Date; dueAt: Date },
  { config }: Sender,
): Promise<void> {
  if (config.rateLimits) await insertRecipientMail(tx, place);
}

async function findWaitingNotice(
  tx: Db,
  of: { recipientKey: Uint8Array<ArrayBuffer>; userId: string | null; kind: Notice['kind']; now: Date },
  { outbox }: Pick<Sender, 'outbox'>,
): Promise<{ id: string; dueAt: Date; notice: Notice } | null> {
  for (const mail of await findWaitingMails(tx, of)) {
    const message = outbox.open(mail);
    // Only notices wait.
    if (message?.kind === of.kind) return { id: mail.id, dueAt: mail.nextAttemptAt, notice: message as Notice };
  }
  return null;
}

function tellOfFullBudget(tx: Db, mail: { kind: string; userId: string | null; dueAt?: Date }, { log }: Sender): void {
  const told = { event: 'excess_rate_limit_exceeded', limit: 'recipient-mails', ...mail };
  const words = mail.dueAt
    ? 'notice delayed: mail limit of the recipient reached'
    : 'link not mailed: mail limit of the recipient reached';
  afterCommit(tx, () => log.info(told, words));
}
