import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import {
  clear,
  clearFromCount,
  clearUnlessBlocked,
  compareAndSet,
  findCounters,
  type RateLimitCounter,
} from '../data/rate-limit-counters';
import { type AuthError, isAuthError } from '../errors';
import { addSeconds } from '../time';
import type { AddressLimits } from './address-limits';
import type { ClientIdentity, KnownClients } from './known-clients';
import { accountKey, type LimitKey, limitKey } from './limit-key';
import { ACCOUNT_LIMIT, waitSecondsAfter } from './policy';
import { isStillToCome, throttled } from './throttled';

/** One attempt to sign in, until its result is known. */
export type SignInAttempt = {
  /**
   * Counts for the account and, unless the browser is known, for the address.
   * @returns how long clients of its kind are blocked from now on, 0 while attempts are free; and the error to report in
   * place of the failure if the address has exceeded its limit meanwhile
   * @throws AuthError `throttled` if others used up the account's attempts meanwhile; then it was not counted
   */
  failed(): Promise<{ waitSeconds: number; error: AuthError | null }>;
  /** Clears the failures before it. @throws AuthError `throttled` if a block has begun meanwhile */
  succeeded(): Promise<void>;
};

/** A counter of failures. `isKnown` for a client that has signed in to the account before. */
type FailureCounter = { key: LimitKey; isKnown: boolean; accountKey: LimitKey | null };

const UNCOUNTED: SignInAttempt = { failed: async () => ({ waitSeconds: 0, error: null }), succeeded: async () => {} };

/**
 * Slows down guessing. Unknown clients share one counter for each account; known clients have counters of their own,
 * so that others cannot lock the owner out. All instances share the counters.
 */
export class SignInThrottle {
  readonly #db: Db;
  readonly #vault: Vault;
  readonly #isOn: boolean;
  readonly #namesAccounts: boolean;
  readonly #now: () => Date;
  readonly #addressLimits: AddressLimits;
  readonly #knownClients: KnownClients;
  readonly #onLocked: () => void;

  /**
   * @param of.onLocked called for each attempt that is rejected while its account is blocked
   * @param of.namesAccounts whether the account is stored with each counter, as a keyed hash: tests move its time
   */
  constructor(of: {
    db: Db;
    vault: Vault;
    isOn: boolean;
    namesAccounts?: boolean;
    now(): Date;
    addressLimits: AddressLimits;
    knownClients: KnownClients;
    onLocked(): void;
  }) {
    this.#db = of.db;
    this.#vault = of.vault;
    this.#isOn = of.isOn;
    this.#namesAccounts = of.namesAccounts ?? false;
    this.#now = of.now;
    this.#addressLimits = of.addressLimits;
    this.#knownClients = of.knownClients;
    this.#onLocked = of.onLocked;
  }

  /**
   * Lets a client try to sign in to an account, whether or not it exists. A browser that signed in to it before is
   * outside the limit of its address; a known address is inside.
   * @param account `email` is null for a malformed one, which belongs to no account
   * @throws AuthError `throttled` while the client is blocked, for the right password too
   */
  async begin(
    { email, passwordSetAt }: { email: string | null; passwordSetAt: Date | null },
    client: ClientIdentity,
  ): Promise<SignInAttempt> {
    if (!this.#isOn) return UNCOUNTED;
    const { clientAddress, device } = client;
    if (email === null) {
      await this.#addressLimits.assertWithinLimit('sign-in', clientAddress);
      const failed = async () => ({ waitSeconds: 0, error: await this.#recordAtAddress(clientAddress) });
      return { ...UNCOUNTED, failed };
    }
    const account = { email, passwordSetAt };
    const ofAccount = this.#namesAccounts ? accountKey(this.#vault, email) : null;
    const browser = this.#knownClients.findDevice(account, device);
    if (browser) return this.#attempt({ key: browser, isKnown: true, accountKey: ofAccount }, email, null);
    await this.#addressLimits.assertWithinLimit('sign-in', clientAddress);
    const address = await this.#knownClients.findAddress(account, client);
    const key = address ?? this.#unknownClients(email);
    return this.#attempt({ key, isKnown: address !== null, accountKey: ofAccount }, email, clientAddress);
  }

  /** The owner has proved to read the account's mail: failures of unknown clients no longer count. */
  async resetFailures(db: Db, email: string): Promise<void> {
    await clear(db, this.#unknownClients(email));
  }

  /** @param address at which failures are counted too; null for a known browser */
  async #attempt(counter: FailureCounter, email: string, address: string | null): Promise<SignInAttempt> {
    const seen = await this.#assertNotBlocked(counter);
    return {
      failed: async () => {
        const waitSeconds = await this.#recordFailure(counter);
        return { waitSeconds, error: address === null ? null : await this.#recordAtAddress(address) };
      },
      succeeded: async () => {
        await this.#clear(counter.key, seen);
        // Only the owner is sure to get in once unknown clients have used up all of their attempts.
        const unknown = this.#unknownClients(email);
        if (counter.isKnown) await clearFromCount(this.#db, unknown, ACCOUNT_LIMIT.maxConsecutiveFailures);
      },
    };
  }

  /** A failure above the limit of the address is not counted there, and is reported as throttled. */
  async #recordAtAddress(address: string): Promise<AuthError | null> {
    try {
      await this.#addressLimits.recordAttempt('sign-in', address);
      return null;
    } catch (error) {
      if (isAuthError(error)) return error;
      throw error;
    }
  }

  async #assertNotBlocked({ key, isKnown }: Omit<FailureCounter, 'accountKey'>): Promise<RateLimitCounter | null> {
    const now = this.#now();
    const [counter] = await findCounters(this.#db, [key], now);
    if (
      counter?.blockedUntil &&
      isStillToCome(counter.blockedUntil, now, waitSecondsAfter(counter.count, { isKnown }))
    ) {
      throw this.#locked(counter.blockedUntil, now);
    }
    return counter ?? null;
  }

  /** @returns the seconds of the block that the failure causes */
  async #recordFailure({ key, isKnown, accountKey: ofAccount }: FailureCounter): Promise<number> {
    for (;;) {
      const seen = await this.#assertNotBlocked({ key, isKnown });
      const now = this.#now();
      const count = (seen?.count ?? 0) + 1;
      const waitSeconds = waitSecondsAfter(count, { isKnown });
      const blockedUntil = waitSeconds === 0 ? null : addSeconds(now, waitSeconds);
      const expiresAt = addSeconds(now, ACCOUNT_LIMIT.resetAfterSeconds);
      const next = { key, count, blockedUntil, expiresAt, accountKey: ofAccount };
      if (await compareAndSet(this.#db, seen, next, now)) return waitSeconds;
    }
  }

  /** @param seen the counter when the attempt began: a block that it shows was none then */
  async #clear(key: LimitKey, seen: RateLimitCounter | null): Promise<void> {
    const now = this.#now();
    const blockedUntil = await clearUnlessBlocked(this.#db, key, { now, passed: seen?.blockedUntil ?? null });
    if (blockedUntil) throw this.#locked(blockedUntil, now);
  }

  #locked(until: Date, now: Date): AuthError {
    this.#onLocked();
    return throttled(until, now);
  }

  #unknownClients(email: string): LimitKey {
    return limitKey(this.#vault, `tries ${email} strangers`);
  }
}
