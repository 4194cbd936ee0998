import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { clear } from '../data/rate-limit-counters';
import { type Counter, countForAccount } from './account-counter';
import { type LimitKey, limitKey } from './limit-key';
import { APP_SIGN_INS, SIGN_INS } from './policy';

/**
 * Counts a sign-in with the transaction that begins its session: never one without the right password, so that no one
 * else can use the room of an account's owner up, nor learn of it.
 * @throws AuthError `throttled` for the one too many
 */
export const recordSignIn = (tx: Db, userId: string, ctx: Counter): Promise<void> =>
  countForAccount(tx, subjectOf(userId), SIGN_INS, ctx);

/** Counts a code that a signed-in user gets for an app. @throws AuthError `throttled` above the limit */
export const recordAppSignIn = (db: Db, userId: string, ctx: Counter): Promise<void> =>
  countForAccount(db, appSubjectOf(userId), APP_SIGN_INS, ctx);

/** The owner has shown to read the account's mail, and set another password: sign-ins with the former one no longer count. */
export async function resetSignIns(tx: Db, userId: string, { vault }: Counter): Promise<void> {
  await clear(tx, limitKey(vault, subjectOf(userId)));
}

/** The counters of both. */
export const signInCounters = (userId: string, vault: Vault): LimitKey[] =>
  [subjectOf(userId), appSubjectOf(userId)].map((subject) => limitKey(vault, subject));

const subjectOf = (userId: string): string => `sign-ins ${userId}`;
const appSubjectOf = (userId: string): string => `app-sign-ins ${userId}`;
