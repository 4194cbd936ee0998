import { addSeconds, CLOCK_LEEWAY_SECONDS } from '../time';
import type { Db } from './database';
import { BATCH_ROWS, inBatches } from './in-batches';

type Key = Uint8Array<ArrayBuffer>;

/**
 * Until the transaction ends, in every instance, no other one counts this recipient's mails. It is a statement of its
 * own: what was committed while this one waited is seen by the statements after it.
 */
export async function lockRecipient(tx: Db, recipientKey: Key): Promise<void> {
  const lock = Buffer.from(recipientKey).readBigInt64BE();
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lock}::bigint)`;
}

/** When the last `limit` mails to a recipient left after `since`, or will leave: latest first. */
export async function findRecipientMailTimes(
  db: Db,
  recipientKey: Key,
  { since, now, limit }: { since: Date; now: Date; limit: number },
): Promise<Date[]> {
  const mails = await db.recipientMail.findMany({
    // What was written in the future comes from a clock that was ahead and has been put right.
    where: { recipientKey, dueAt: { gt: since }, createdAt: { lte: addSeconds(now, CLOCK_LEEWAY_SECONDS) } },
    orderBy: { dueAt: 'desc' },
    take: limit,
    select: { dueAt: true },
  });
  return mails.map(({ dueAt }) => dueAt);
}

export async function insertRecipientMail(
  tx: Db,
  mail: { recipientKey: Key; createdAt: Date; dueAt: Date },
): Promise<void> {
  await tx.recipientMail.create({ data: mail, select: { id: true } });
}

/** Those too old to count. */
export function deleteRecipientMailsBefore(db: Db, instant: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM recipient_mails WHERE id IN (
        SELECT id FROM recipient_mails WHERE due_at < ${instant} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}
