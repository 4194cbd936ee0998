import type { Db } from './database';
import { BATCH_ROWS, inBatches } from './in-batches';
import { USER_COLUMNS, type UserRow } from './users';

export type SessionRow = {
  id: string;
  userId: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  absoluteExpiresAt: Date;
  endedAt: Date | null;
  refreshJti: string | null;
  refreshIssuedAt: Date | null;
  refreshPresentedAt: Date | null;
  previousRefreshJti: string | null;
  rotationSubnetMac: Uint8Array<ArrayBuffer> | null;
  rotationUserAgentMac: Uint8Array<ArrayBuffer> | null;
  address: string | null;
  userAgentLabel: string | null;
  /** The four below are null but for an app's own session. */
  clientId: string | null;
  /** The session of the browser that it was begun from. */
  browserSessionId: string | null;
  /** What the app may know: names separated by spaces (RFC 6749 §3.3). */
  scope: string | null;
  /** When the user signed in to that browser. */
  authenticatedAt: Date | null;
  /** A list of {@link TimeMove}, or null. */
  timeMoves: unknown;
  user: UserRow;
};

const WITH_USER = {
  id: true,
  userId: true,
  createdAt: true,
  lastUsedAt: true,
  expiresAt: true,
  absoluteExpiresAt: true,
  endedAt: true,
  refreshJti: true,
  refreshIssuedAt: true,
  refreshPresentedAt: true,
  previousRefreshJti: true,
  rotationSubnetMac: true,
  rotationUserAgentMac: true,
  address: true,
  userAgentLabel: true,
  clientId: true,
  browserSessionId: true,
  scope: true,
  authenticatedAt: true,
  timeMoves: true,
  user: { select: USER_COLUMNS },
} as const;

/** That a test moved a session into the past: in which second since the epoch, and by how many seconds. */
export type TimeMove = { at: number; seconds: number };

/** How a session is presented: by the browser's cookie or by refresh tokens. */
export type SessionSecret = { cookieHash: Uint8Array<ArrayBuffer> } | { refreshJti: string };

/** Where a session begins, for its owner to recognise. */
export type SessionOrigin = { address: string | null; userAgentLabel: string | null };

/** The app that a session is of. */
export type SessionApp = { clientId: string; browserSessionId: string; scope: string; authenticatedAt: Date };

export async function insertSession(
  db: Db,
  session: { userId: string; now: Date; expiresAt: Date; absoluteExpiresAt: Date } & SessionOrigin &
    SessionSecret &
    Partial<SessionApp>,
): Promise<string> {
  const { now, ...rest } = session;
  const refreshIssuedAt = 'refreshJti' in rest ? now : null;
  const { id } = await db.session.create({
    data: { ...rest, createdAt: now, lastUsedAt: now, refreshIssuedAt },
    select: { id: true },
  });
  return id;
}

export function findSession(db: Db, id: string): Promise<SessionRow | null> {
  return db.session.findUnique({ where: { id }, select: WITH_USER });
}

export function findSessionByCookie(db: Db, cookieHash: Uint8Array<ArrayBuffer>): Promise<SessionRow | null> {
  return db.session.findUnique({ where: { cookieHash }, select: WITH_USER });
}

/** Moves the idle end on. @returns false when the session has ended meanwhile. */
export async function touchSession(
  db: Db,
  id: string,
  { now, expiresAt }: { now: Date; expiresAt: Date },
): Promise<boolean> {
  const { count } = await db.session.updateMany({
    where: { id, endedAt: null },
    data: { lastUsedAt: now, expiresAt },
  });
  return count === 1;
}

/** Which client swaps a refresh token, as keyed hashes; null for what is no sign of it. */
export type RotationClient = Pick<SessionRow, 'rotationSubnetMac' | 'rotationUserAgentMac'>;

/**
 * Replaces the current refresh token by its successor, in one statement.
 * @returns false when `jti` is no longer the current one, or the session has ended.
 */
export async function rotateRefreshJti(
  db: Db,
  id: string,
  swap: { jti: string; successorJti: string; now: Date; expiresAt: Date; client: RotationClient },
): Promise<boolean> {
  const { count } = await db.session.updateMany({
    where: { id, endedAt: null, refreshJti: swap.jti },
    data: {
      previousRefreshJti: swap.jti,
      refreshJti: swap.successorJti,
      refreshIssuedAt: swap.now,
      refreshPresentedAt: null,
      lastUsedAt: swap.now,
      expiresAt: swap.expiresAt,
      ...swap.client,
    },
  });
  return count === 1;
}

/** Stores that the current refresh token was presented, so that the previous one is invalid. */
export async function markRefreshPresented(db: Db, id: string, jti: string, now: Date): Promise<void> {
  await db.session.updateMany({
    where: { id, refreshJti: jti, refreshPresentedAt: null },
    data: { refreshPresentedAt: now },
  });
}

/** @returns false when it had ended before. */
export async function endSession(db: Db, id: string, now: Date): Promise<boolean> {
  const { count } = await db.session.updateMany({ where: { id, endedAt: null }, data: { endedAt: now } });
  return count === 1;
}

/** @returns how many had not ended; some of them may have expired */
export async function endSessionsOfUser(
  db: Db,
  userId: string,
  now: Date,
  { except }: { except?: string } = {},
): Promise<number> {
  const { count } = await db.session.updateMany({
    where: { userId, endedAt: null, ...(except && { id: { not: except } }) },
    data: { endedAt: now },
  });
  return count;
}

/**
 * Ends those of a user's live sessions that were used least recently, in one statement. Two at once would each keep
 * `most`: the user must be locked.
 * @param of.app only those of this app that were begun from this session of a browser
 * @param most that go on
 * @returns the ids of those that ended
 */
export async function endSessionsOver(
  tx: Db,
  { userId, app }: { userId: string; app?: Pick<SessionApp, 'clientId' | 'browserSessionId'> },
  most: number,
  now: Date,
): Promise<string[]> {
  const { clientId, browserSessionId } = app ?? { clientId: null, browserSessionId: null };
  const ended = await tx.$queryRaw<{ id: string }[]>`
    UPDATE sessions SET ended_at = ${now} WHERE ended_at IS NULL AND id IN (
      SELECT id FROM sessions WHERE user_id = ${userId}::uuid AND ended_at IS NULL AND expires_at > ${now}
        AND (${clientId}::text IS NULL OR (client_id = ${clientId} AND browser_session_id = ${browserSessionId}::uuid))
      ORDER BY last_used_at DESC, id DESC OFFSET ${most})
    RETURNING id`;
  return ended.map(({ id }) => id);
}

/**
 * Gives a live session another secret: what opened it before does so no more.
 * @returns false when it has ended meanwhile
 */
export async function replaceSessionSecret(db: Db, id: string, handle: SessionSecret, now: Date): Promise<boolean> {
  const line =
    'refreshJti' in handle
      ? { refreshJti: handle.refreshJti, previousRefreshJti: null, refreshIssuedAt: now, refreshPresentedAt: null }
      : handle;
  const { count } = await db.session.updateMany({ where: { id, endedAt: null }, data: line });
  return count === 1;
}

/** Those that can still be used, the one used last first. */
export function findLiveSessions(db: Db, userId: string, now: Date, limit: number): Promise<LiveSession[]> {
  return db.session.findMany({
    where: { userId, endedAt: null, expiresAt: { gt: now } },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: LIVE,
  });
}

const LIVE = {
  id: true,
  createdAt: true,
  lastUsedAt: true,
  address: true,
  userAgentLabel: true,
  clientId: true,
} as const;

export type LiveSession = Pick<SessionRow, keyof typeof LIVE>;

/** Every session that is kept, ended ones too, newest first. */
export function findSessionsOfUser(
  db: Db,
  userId: string,
): Promise<(LiveSession & Pick<SessionRow, 'endedAt' | 'absoluteExpiresAt'>)[]> {
  return db.session.findMany({
    where: { userId },
    orderBy: { id: 'desc' },
    select: { ...LIVE, endedAt: true, absoluteExpiresAt: true },
  });
}

/**
 * Sessions past their absolute end: every token of theirs has expired.
 * @param of.keepUnverifiedFrom those of accounts that were never verified are kept that were used since: they show that
 * such an account is in use. Null keeps none.
 */
export function deleteSessionsEndedBefore(
  db: Db,
  { instant, keepUnverifiedFrom }: { instant: Date; keepUnverifiedFrom: Date | null },
  signal?: AbortSignal,
): Promise<void> {
  return inBatches(
    () => db.$executeRaw`
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions s WHERE absolute_expires_at < ${instant}
          AND (${keepUnverifiedFrom}::timestamptz IS NULL OR last_used_at < ${keepUnverifiedFrom}
            OR EXISTS (SELECT 1 FROM users u WHERE u.id = s.user_id AND u.email_verified_at IS NOT NULL))
        LIMIT ${BATCH_ROWS} FOR UPDATE OF s SKIP LOCKED)`,
    signal,
  );
}
