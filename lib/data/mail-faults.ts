import type { Db } from './database';
import { BATCH_ROWS, inBatches } from './in-batches';

type Key = Uint8Array<ArrayBuffer>;

/** As a provider fails: for now, or for good. */
export type MailFaultKind = 'temporary' | 'permanent';

export type MailFault = { kind: MailFaultKind; attempts: number };

/** Replaces what was asked for before. */
export async function setMailFault(db: Db, recipientKey: Key, fault: MailFault & { expiresAt: Date }): Promise<void> {
  await db.mailFault.upsert({
    where: { recipientKey },
    create: { recipientKey, ...fault },
    update: fault,
    select: { attempts: true },
  });
}

/** @returns the kind and how many attempts are still to fail; no other transaction takes them before this one ends */
export async function lockMailFault(tx: Db, recipientKey: Key, now: Date): Promise<MailFault | null> {
  const [fault] = await tx.$queryRaw<MailFault[]>`
    SELECT kind, attempts FROM mail_faults
    WHERE recipient_key = ${recipientKey} AND attempts > 0 AND expires_at > ${now}
    FOR UPDATE`;
  return fault ?? null;
}

/** Takes some attempts that have failed. */
export async function takeMailFaults(tx: Db, recipientKey: Key, attempts: number): Promise<void> {
  await tx.mailFault.update({
    where: { recipientKey },
    data: { attempts: { decrement: attempts } },
    select: { attempts: true },
  });
}

export function deleteExpiredMailFaults(db: Db, now: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM mail_faults WHERE recipient_key IN (
        SELECT recipient_key FROM mail_faults WHERE expires_at <= ${now} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}
