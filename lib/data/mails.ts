import { addSeconds, CLOCK_LEEWAY_SECONDS } from '../time';
import type { Db } from './database';
import type { MailState, QueuedMail } from './generated/client';
import { BATCH_ROWS, inBatches } from './in-batches';

/** A mail before it has a row. */
export type QueuedMailRow = Pick<
  QueuedMail,
  'userId' | 'state' | 'content' | 'recipientKey' | 'createdAt' | 'expiresAt' | 'nextAttemptAt' | 'lastFailure'
> &
  Partial<Pick<QueuedMail, 'attempts'>>;

/** The `lastFailure` of a notice that waits for room in the budget of its recipient. */
export const WAITS_FOR_BUDGET = 'mail-budget';

/** `attempts` counts the one this lease is for. */
export type LeasedMail = Pick<QueuedMail, 'id' | 'content' | 'attempts' | 'expiresAt'>;

export type MailboxMail = Pick<QueuedMail, 'id' | 'content' | 'nextAttemptAt'>;

export type WaitingMail = Pick<QueuedMail, 'id' | 'content' | 'nextAttemptAt'>;

export async function insertMail(tx: Db, row: QueuedMailRow): Promise<{ id: string }> {
  return tx.queuedMail.create({ data: row, select: { id: true } });
}

/**
 * The notices of a user, or of deleted ones, that wait for the mail budget; no other transaction changes them before this one ends.
 * One that a worker or another transaction holds is skipped.
 */
export function findWaitingMails(
  tx: Db,
  { recipientKey, userId, now }: { recipientKey: Uint8Array<ArrayBuffer>; userId: string | null; now: Date },
): Promise<WaitingMail[]> {
  return tx.$queryRaw<WaitingMail[]>`
    SELECT id, content, next_attempt_at AS "nextAttemptAt" FROM queued_mails
    WHERE recipient_key = ${recipientKey} AND user_id IS NOT DISTINCT FROM ${userId}::uuid
      AND state IN ('queued', 'mailbox') AND last_failure = ${WAITS_FOR_BUDGET} AND next_attempt_at > ${now}
    ORDER BY id
    FOR UPDATE SKIP LOCKED`;
}

/** Another content for a mail that waits, and was found by this transaction. */
export async function replaceWaitingMail(
  tx: Db,
  id: string,
  mail: { content: QueuedMail['content']; expiresAt: Date },
): Promise<void> {
  await tx.queuedMail.update({ where: { id }, data: mail, select: { id: true } });
}

/**
 * Takes up to `limit` due mails for `leaseSeconds`. Workers side by side never get the same one. A mail or a lease
 * of the future comes from a clock that was ahead and has been put right: it does not wait for that time.
 */
export async function leaseDueMails(
  db: Db,
  { now, leaseSeconds, limit }: { now: Date; leaseSeconds: number; limit: number },
): Promise<LeasedMail[]> {
  const ahead = addSeconds(now, CLOCK_LEEWAY_SECONDS);
  return db.$queryRaw<LeasedMail[]>`
    WITH due AS MATERIALIZED (
      SELECT id FROM queued_mails
      WHERE state = 'queued'
        AND (next_attempt_at <= ${now} OR created_at > ${ahead})
        AND (leased_until IS NULL OR leased_until <= ${now} OR leased_until > ${addSeconds(ahead, leaseSeconds)})
      ORDER BY next_attempt_at
      LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    UPDATE queued_mails
    SET leased_until = ${addSeconds(now, leaseSeconds)}, attempts = attempts + 1, created_at = LEAST(created_at, ${now})
    WHERE id IN (SELECT id FROM due)
    RETURNING id, content, attempts, expires_at AS "expiresAt"`;
}

/** @returns 0 when the mail is gone or was settled meanwhile; so do the other two. */
export async function markMailSent(db: Db, id: string, sentAt: Date): Promise<number> {
  // Of a deleted user nothing stays.
  const { count: deleted } = await db.queuedMail.deleteMany({ where: { id, state: 'queued', userId: null } });
  if (deleted > 0) return deleted;
  const { count } = await db.queuedMail.updateMany({
    where: { id, state: 'queued' },
    data: { state: 'sent', sentAt, content: null, leasedUntil: null, lastFailure: null },
  });
  return count;
}

/** Ends the lease; the mail is due again at `nextAttemptAt`. */
export async function scheduleRetry(
  db: Db,
  id: string,
  { nextAttemptAt, failure }: { nextAttemptAt: Date; failure: string },
): Promise<number> {
  const { count } = await db.queuedMail.updateMany({
    where: { id, state: 'queued' },
    data: { nextAttemptAt, leasedUntil: null, lastFailure: failure },
  });
  return count;
}

/** What was refused stays sealed while its link is good, so that it can be tried again; an expired mail is wiped. */
export async function failMail(db: Db, id: string, { failure, now }: { failure: string; now: Date }): Promise<number> {
  const { count: deleted } = await db.queuedMail.deleteMany({ where: { id, state: 'queued', userId: null } });
  if (deleted > 0) return deleted;
  return db.$executeRaw`
    UPDATE queued_mails SET state = 'failed', leased_until = NULL, last_failure = ${failure},
      content = CASE WHEN expires_at > ${now} THEN content END
    WHERE id = ${id}::uuid AND state = 'queued'`;
}

/** Those whose link has died since they were failed. */
export function wipeExpiredFailedMails(db: Db, now: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      UPDATE queued_mails SET content = NULL WHERE id IN (
        SELECT id FROM queued_mails WHERE state = 'failed' AND content IS NOT NULL AND expires_at <= ${now}
        LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}

/** A mail as it was found when it was to be changed, and whether it was. */
export type ChangedMail = Pick<QueuedMail, 'id' | 'state' | 'expiresAt'> & {
  isSealed: boolean;
  /** For room in the budget of its recipient. */
  isWaiting: boolean;
  isChanged: boolean;
};

/**
 * Makes mails due at once, failed ones too, in one statement: those that are of use still, that no worker has, and
 * that do not wait for room in the budget of their recipient.
 * A row that another transaction is changing is skipped: this does not wait.
 * @param id null for all that are queued or failed
 * @returns those meant, oldest first, changed or not; none for an unknown id
 */
export async function requeueMails(db: Db, { id, now }: { id: string | null; now: Date }): Promise<ChangedMail[]> {
  return db.$queryRaw<ChangedMail[]>`
    WITH held AS MATERIALIZED (
      SELECT id FROM queued_mails
      WHERE (${id}::uuid IS NULL OR id = ${id}::uuid) AND state IN ('queued', 'failed')
        AND content IS NOT NULL AND expires_at > ${now} AND (leased_until IS NULL OR leased_until <= ${now})
        AND (last_failure IS DISTINCT FROM ${WAITS_FOR_BUDGET} OR next_attempt_at <= ${now})
      FOR UPDATE SKIP LOCKED
    ), changed AS (
      UPDATE queued_mails SET state = 'queued', next_attempt_at = ${now}, leased_until = NULL
      WHERE id IN (SELECT id FROM held)
      RETURNING id
    )
    SELECT id, state::text, expires_at AS "expiresAt", content IS NOT NULL AS "isSealed",
      last_failure IS NOT DISTINCT FROM ${WAITS_FOR_BUDGET} AND next_attempt_at > ${now} AS "isWaiting",
      id IN (SELECT id FROM changed) AS "isChanged"
    FROM queued_mails
    WHERE id = ${id}::uuid OR (${id}::uuid IS NULL AND state IN ('queued', 'failed'))
    ORDER BY id`;
}

/**
 * Gives mails up for good and wipes them, in one statement, but for those that a worker has. What belongs to no
 * account any more is deleted.
 * @param id null for all that are failed and not wiped yet
 * @returns as {@link requeueMails}
 */
export async function discardQueuedMails(
  db: Db,
  { id, now }: { id: string | null; now: Date },
): Promise<ChangedMail[]> {
  return db.$queryRaw<ChangedMail[]>`
    WITH held AS MATERIALIZED (
      SELECT id, user_id FROM queued_mails
      WHERE (id = ${id}::uuid OR (${id}::uuid IS NULL AND state = 'failed')) AND state IN ('queued', 'failed')
        AND content IS NOT NULL AND (leased_until IS NULL OR leased_until <= ${now})
      FOR UPDATE SKIP LOCKED
    ), wiped AS (
      UPDATE queued_mails SET state = 'failed', content = NULL, leased_until = NULL, last_failure = 'discarded'
      WHERE id IN (SELECT id FROM held WHERE user_id IS NOT NULL)
    ), deleted AS (
      DELETE FROM queued_mails WHERE id IN (SELECT id FROM held WHERE user_id IS NULL)
    )
    SELECT id, state::text, expires_at AS "expiresAt", content IS NOT NULL AS "isSealed",
      last_failure IS NOT DISTINCT FROM ${WAITS_FOR_BUDGET} AND next_attempt_at > ${now} AS "isWaiting",
      id IN (SELECT id FROM held) AS "isChanged"
    FROM queued_mails
    WHERE id = ${id}::uuid OR (${id}::uuid IS NULL AND state = 'failed' AND content IS NOT NULL)
    ORDER BY id`;
}

/** Newest first, from after `before` on. */
export function findMails(
  db: Db,
  { states, userId, before, limit }: { states: MailState[]; userId?: string; before?: string; limit: number },
) {
  return db.queuedMail.findMany({
    where: { state: { in: states }, ...(userId && { userId }), ...(before && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit,
    omit: { recipientKey: true },
    include: { user: { select: { email: true } } },
  });
}

/** Those to a user, sealed or wiped, newest first. */
export function findMailsOfUser(
  db: Db,
  userId: string,
): Promise<Pick<QueuedMail, 'id' | 'state' | 'createdAt' | 'sentAt' | 'content' | 'recipientKey'>[]> {
  return db.queuedMail.findMany({
    where: { userId },
    orderBy: { id: 'desc' },
    select: { id: true, state: true, createdAt: true, sentAt: true, content: true, recipientKey: true },
  });
}

/** How many there are to a user in each state; a state without any is left out. */
export async function countMailsOfUser(db: Db, userId: string): Promise<Partial<Record<QueuedMail['state'], number>>> {
  const groups = await db.queuedMail.groupBy({ by: ['state'], where: { userId }, _count: true });
  return Object.fromEntries(groups.map(({ state, _count }) => [state, _count]));
}

/** Newest first, of one recipient or of all; one that waits, for room or for another attempt, comes once it would have been sent. */
export async function findMailboxMails(
  db: Db,
  of: { recipientKey?: Uint8Array<ArrayBuffer> | undefined; since: Date; now: Date; limit: number },
): Promise<MailboxMail[]> {
  const { recipientKey, since, now, limit } = of;
  return db.queuedMail.findMany({
    where: {
      state: 'mailbox',
      nextAttemptAt: { gte: since },
      OR: [{ lastFailure: null }, { nextAttemptAt: { lte: now } }],
      ...(recipientKey && { recipientKey }),
    },
    orderBy: [{ nextAttemptAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: { id: true, content: true, nextAttemptAt: true },
  });
}

/** Those created before `before`, but for the ones that may still go out, or still have to be shown. */
export function deleteMailsBefore(db: Db, before: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM queued_mails WHERE id IN (
        SELECT id FROM queued_mails
        WHERE created_at < ${before} AND (state <> 'queued' OR expires_at < ${before})
          AND (state <> 'mailbox' OR next_attempt_at < ${before})
        LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}
