import type { Db } from '../data/database';
import { lockMailFault, type MailFault, type MailFaultKind, setMailFault, takeMailFaults } from '../data/mail-faults';
import type { QueuedMailRow } from '../data/mails';
import { addSeconds, hours } from '../time';
import { nextAttemptDelaySeconds } from './backoff';
import type { Outbox } from './outbox';

/** As long as a mail stays in the mailbox. */
const FAULT_SECONDS = hours(24);

type Tester = {
  db: Db;
  outbox: Outbox;
  log: { info(fields: object, message: string): void };
  now(): Date;
};

/**
 * For tests, and only where there is a mailbox: the next attempts to deliver a mail to an address fail, as those of a
 * provider would. It replaces what was asked for that address before.
 * @param input.times 0: from now on none fails
 */
export async function failMails(
  { email, times, kind }: { email: string; times: number; kind: MailFaultKind },
  { db, outbox, log, now }: Tester,
): Promise<{ email: string; times: number; kind: MailFaultKind }> {
  const fault = { kind, attempts: times, expiresAt: addSeconds(now(), FAULT_SECONDS) };
  await setMailFault(db, outbox.recipientKey(email), fault);
  log.info({ event: 'mail_faults_set', kind, times }, 'a test makes mails to an address fail');
  return { email, times, kind };
}

/**
 * A mail for the mailbox as it is after its first attempts, and without any change if none is to fail. One that waits for
 * room in the budget of its recipient is not tried yet. Takes a transaction.
 * @returns null where nothing of it is to be stored
 */
export async function withMailFaults(tx: Db, row: QueuedMailRow, now: Date): Promise<QueuedMailRow | null> {
  if (row.state !== 'mailbox' || row.nextAttemptAt > now) return row;
  const fault = await lockMailFault(tx, row.recipientKey, now);
  if (!fault) return row;
  const failed = afterFault(row, fault);
  await takeMailFaults(tx, row.recipientKey, failed.attempts);
  // Of a deleted user nothing stays.
  return failed.state === 'failed' && failed.userId === null ? null : failed;
}

/**
 * What the worker would make of a mail: after a permanent error it is given up, after temporary ones it waits, without the
 * part of chance, or is given up when it would come too late. Pure.
 */
export function afterFault(
  row: QueuedMailRow,
  { kind, attempts: failing }: MailFault,
): QueuedMailRow & { attempts: number } {
  if (kind === 'permanent') return { ...row, state: 'failed', attempts: 1, lastFailure: 'smtp 550' };
  let { nextAttemptAt } = row;
  for (let attempts = 1; attempts <= failing; attempts += 1) {
    nextAttemptAt = addSeconds(nextAttemptAt, nextAttemptDelaySeconds(attempts, 0));
    if (nextAttemptAt >= row.expiresAt) {
      return { ...row, state: 'failed', content: null, attempts, lastFailure: 'expired' };
    }
  }
  return { ...row, nextAttemptAt, attempts: failing, lastFailure: 'smtp 451' };
}
