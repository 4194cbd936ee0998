import type { Db } from './database';
import { BATCH_ROWS, inBatches } from './in-batches';

type Key = Uint8Array<ArrayBuffer>;

export async function isKnownClient(db: Db, key: Key, now: Date): Promise<boolean> {
  return (await db.knownClient.count({ where: { key, expiresAt: { gt: now } } })) > 0;
}

/** Inserts a known client, or extends it until `expiresAt`. */
export async function rememberClient(
  db: Db,
  key: Key,
  { expiresAt, accountKey }: { expiresAt: Date; accountKey: Key | null },
): Promise<void> {
  await db.knownClient.upsert({
    where: { key },
    create: { key, expiresAt, accountKey },
    update: { expiresAt, accountKey },
    select: { expiresAt: true },
  });
}

export function deleteExpiredClients(db: Db, now: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM known_clients WHERE key IN (
        SELECT key FROM known_clients WHERE expires_at <= ${now} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}
