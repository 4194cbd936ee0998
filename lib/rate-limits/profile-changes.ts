import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { type Counter, countForAccount } from './account-counter';
import { type LimitKey, limitKey } from './limit-key';
import { PROFILE_CHANGES } from './policy';

/** Counts a change of the profile with the transaction that makes it. @throws AuthError `throttled` for the one too many */
export const recordProfileChange = (tx: Db, userId: string, ctx: Counter): Promise<void> =>
  countForAccount(tx, subjectOf(userId), PROFILE_CHANGES, ctx);

export const profileChangeCounter = (userId: string, vault: Vault): LimitKey => limitKey(vault, subjectOf(userId));

const subjectOf = (userId: string): string => `profile-changes ${userId}`;
