import type { Db } from './database';
import { Prisma } from './generated/client';
import type { TimeMove } from './sessions';

/** For tests: every time that is stored of an account, moved into the past. All of it takes a transaction. */

type Key = Uint8Array<ArrayBuffer>;

/** A column's time, earlier. Seconds are never of another length, as days are. */
const earlier = (column: string, seconds: number): Prisma.Sql =>
  Prisma.sql`${Prisma.raw(column)} = ${Prisma.raw(column)} - ${seconds}::int * INTERVAL '1 second'`;

const allEarlier = (columns: readonly string[], seconds: number): Prisma.Sql =>
  Prisma.join(columns.map((column) => earlier(column, seconds)));

/** The time of the password stays: known clients go by it, and codes are compared with it. */
export async function moveUser(tx: Db, userId: string, seconds: number): Promise<void> {
  const columns = ['created_at', 'email_verified_at', 'disabled_at', 'last_sign_in_at', 'terms_accepted_at'];
  await tx.$executeRaw`UPDATE users SET ${allEarlier(columns, seconds)} WHERE id = ${userId}::uuid`;
}

/** @returns how many there are, ended ones too */
export async function moveSessions(tx: Db, userId: string, move: TimeMove): Promise<number> {
  const columns = [
    'created_at',
    'last_used_at',
    'expires_at',
    'absolute_expires_at',
    'ended_at',
    'refresh_issued_at',
    'refresh_presented_at',
    'authenticated_at',
  ];
  return tx.$executeRaw`
    UPDATE sessions SET ${allEarlier(columns, move.seconds)},
      time_moves = COALESCE(time_moves, '[]'::jsonb) || ${JSON.stringify([move])}::jsonb
    WHERE user_id = ${userId}::uuid`;
}

export async function moveLinks(tx: Db, userId: string, seconds: number): Promise<void> {
  const columns = ['created_at', 'expires_at', 'used_at'];
  await tx.$executeRaw`UPDATE one_time_links SET ${allEarlier(columns, seconds)} WHERE user_id = ${userId}::uuid`;
}

/** When they were issued stays, as the time of the password does. */
export async function moveCodes(tx: Db, userId: string, seconds: number): Promise<void> {
  const columns = ['expires_at', 'used_at'];
  await tx.$executeRaw`UPDATE authorization_codes SET ${allEarlier(columns, seconds)} WHERE user_id = ${userId}::uuid`;
}

/** @returns how many there are to this address */
export async function moveInvitations(tx: Db, email: string, seconds: number): Promise<number> {
  const columns = ['created_at', 'expires_at', 'used_at'];
  return tx.$executeRaw`UPDATE invitations SET ${allEarlier(columns, seconds)} WHERE email = ${email}`;
}

/**
 * Brings closer when mails to an account, or to its address, are tried or shown. One that would have been shown by then is
 * shown from now on. What is in the mailbox stays as it is, so that tests find it.
 */
export async function moveWaitingMails(
  tx: Db,
  { userId, recipientKey, now }: { userId: string | null; recipientKey: Key; now: Date },
  seconds: number,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE queued_mails SET next_attempt_at = GREATEST(next_attempt_at - ${seconds}::int * INTERVAL '1 second', ${now})
    WHERE (user_id = ${userId}::uuid OR recipient_key = ${recipientKey})
      AND state IN ('queued', 'mailbox') AND next_attempt_at > ${now}`;
}

/** For the budget of the recipient. */
export async function moveRecipientMails(tx: Db, recipientKey: Key, seconds: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE recipient_mails SET ${allEarlier(['created_at', 'due_at'], seconds)} WHERE recipient_key = ${recipientKey}`;
}

/** @param of.keys further ones than those that name the account */
export async function moveCounters(
  tx: Db,
  { accountKey, keys }: { accountKey: Key; keys: Key[] },
  seconds: number,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE rate_limit_counters SET ${allEarlier(['blocked_until', 'expires_at'], seconds)}
    WHERE account_key = ${accountKey} OR key IN (${Prisma.join(keys)})`;
}

export async function moveKnownClients(tx: Db, accountKey: Key, seconds: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE known_clients SET ${earlier('expires_at', seconds)} WHERE account_key = ${accountKey}`;
}
