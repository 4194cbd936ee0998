import type { KeyValueStorage } from '../token-store';

/** What a sign-in by redirect has to remember until the browser is back. */
export type Transaction = {
  state: string;
  nonce: string;
  /** The secret behind the code challenge (RFC 7636 §4.1). */
  verifier: string;
  clientId: string;
  redirectUri: string;
  /** Where the app goes afterwards, as it was given. */
  returnTo: string | null;
  maxAgeSeconds: number | null;
};

/** Several sign-ins may be under way: each has its `state`. */
export type TransactionStore = {
  save(transaction: Transaction): void | Promise<void>;
  /** Removes it: a response counts once. */
  take(state: string): Transaction | null | Promise<Transaction | null>;
};

const PREFIX = 'postern.sign-in.';

/** In `sessionStorage`, which belongs to one tab. Looked up late: there is none on a server. */
export function webTransactionStore(
  storage: () => KeyValueStorage = () => globalThis.sessionStorage,
): TransactionStore {
  return {
    save: (transaction) => storage().setItem(PREFIX + transaction.state, JSON.stringify(transaction)),
    take(state) {
      const text = storage().getItem(PREFIX + state);
      storage().removeItem(PREFIX + state);
      return text === null ? null : (JSON.parse(text) as Transaction); // only `save` writes under this key
    },
  };
}

export function memoryTransactionStore(): TransactionStore {
  const kept = new Map<string, Transaction>();
  return {
    save: (transaction) => void kept.set(transaction.state, transaction),
    take(state) {
      const transaction = kept.get(state) ?? null;
      kept.delete(state);
      return transaction;
    },
  };
}
