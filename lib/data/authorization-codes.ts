import type { Db } from './database';
import { BATCH_ROWS, inBatches } from './in-batches';

export type AuthorizationCodeRow = {
  id: string;
  userId: string;
  browserSessionId: string;
  clientId: string;
  scope: string;
  nonce: string | null;
  createdAt: Date;
  /** When it was exchanged for the session of `sessionId`. */
  usedAt: Date | null;
  sessionId: string | null;
};

const ROW = {
  id: true,
  userId: true,
  browserSessionId: true,
  clientId: true,
  scope: true,
  nonce: true,
  createdAt: true,
  usedAt: true,
  sessionId: true,
} as const;

export async function insertCode(
  db: Db,
  code: Omit<AuthorizationCodeRow, 'id' | 'usedAt' | 'sessionId'> & {
    codeHash: Uint8Array<ArrayBuffer>;
    redirectUri: string;
    codeChallenge: string;
    expiresAt: Date;
  },
): Promise<void> {
  await db.authorizationCode.create({ data: code, select: { id: true } });
}

/** In whichever state it is. */
export function findCode(db: Db, codeHash: Uint8Array<ArrayBuffer>): Promise<AuthorizationCodeRow | null> {
  return db.authorizationCode.findUnique({ where: { codeHash }, select: ROW });
}

/** What a code is bound to. */
export type CodeBinding = { clientId: string; redirectUri: string; codeChallenge: string };

/**
 * Single use in one statement. A request that does not meet the binding leaves the code as it is.
 * @returns null for all but one of many concurrent calls
 */
export async function redeemCode(
  db: Db,
  codeHash: Uint8Array<ArrayBuffer>,
  binding: CodeBinding,
  now: Date,
): Promise<AuthorizationCodeRow | null> {
  const [used] = await db.authorizationCode.updateManyAndReturn({
    where: { codeHash, ...binding, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
    select: ROW,
  });
  return used ?? null;
}

/** Notes the session that a redeemed code was exchanged for. @param now when it had begun */
export async function linkCodeToSession(tx: Db, id: string, sessionId: string, now: Date): Promise<void> {
  await tx.authorizationCode.update({ where: { id }, data: { sessionId, usedAt: now }, select: { id: true } });
}

/** Deletes the codes that expired before an instant. */
export function deleteCodesExpiredBefore(db: Db, instant: Date, signal?: AbortSignal): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM authorization_codes WHERE id IN (
        SELECT id FROM authorization_codes WHERE expires_at < ${instant} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
    signal,
  );
}
