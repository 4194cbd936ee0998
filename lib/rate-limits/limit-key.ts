import type { Vault } from '../crypto/vault';

export type LimitKey = Buffer<ArrayBuffer>;

/** The key of a counter or of a known client: neither an email nor an address is stored. */
export const limitKey = (vault: Vault, subject: string): LimitKey => vault.mac('limit', subject);

/** By which a test finds the counters and known clients of an account. @param email canonical */
export const accountKey = (vault: Vault, email: string): LimitKey => limitKey(vault, `account-time ${email}`);
