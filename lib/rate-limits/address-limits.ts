import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { findCounters, increment } from '../data/rate-limit-counters';
import type { AuthError } from '../errors';
import { addSeconds, CLOCK_LEEWAY_SECONDS } from '../time';
import { clientSubnet } from './client-subnet';
import { limitKey } from './limit-key';
import { ADDRESS_LIMITS, type AddressLimitName } from './policy';
import { isStillToCome, throttled } from './throttled';

/** Blocked subnets that this process remembers, so that a flood of theirs costs no query. */
const MAX_REMEMBERED_BLOCKS = 10_000;

/** How often a client address may try something; `policy.ts` has the numbers. All instances share the counters. */
export class AddressLimits {
  readonly #db: Db;
  readonly #vault: Vault;
  readonly #isOn: boolean;
  readonly #now: () => Date;
  readonly #onExceeded: (name: AddressLimitName, address: string) => void;
  readonly #blockedUntil = new Map<string, Date>();

  /** @param of.onExceeded called once each time that an address exceeds a limit */
  constructor(of: {
    db: Db;
    vault: Vault;
    isOn: boolean;
    now(): Date;
    onExceeded(name: AddressLimitName, address: string): void;
  }) {
    this.#db = of.db;
    this.#vault = of.vault;
    this.#isOn = of.isOn;
    this.#now = of.now;
    this.#onExceeded = of.onExceeded;
  }

  /**
   * Checks whether an address may try; counts nothing. Invalid tokens are looked up in this process only: a valid
   * token must cost no query, and an invalid one is counted in the database anyway.
   * @throws AuthError `throttled`
   */
  async assertWithinLimit(name: AddressLimitName, address: string): Promise<void> {
    if (!this.#isOn) return;
    const now = this.#now();
    const bucket = bucketOf(name, address);
    const { perWindow, windowSeconds } = ADDRESS_LIMITS[name];
    const remembered = this.#blockedUntil.get(bucket);
    if (remembered && isStillToCome(remembered, now, windowSeconds)) throw throttled(remembered, now);
    if (name === 'invalid-token') return;
    const [counter] = await findCounters(this.#db, [limitKey(this.#vault, bucket)], now);
    if (counter && counter.count >= perWindow && isStillToCome(counter.expiresAt, now, windowSeconds)) {
      throw this.#block(name, address, counter.expiresAt);
    }
  }

  /** Counts one attempt of an address. @throws AuthError `throttled` for the one above the limit, which is not counted */
  async recordAttempt(name: AddressLimitName, address: string): Promise<void> {
    if (!this.#isOn) return;
    const now = this.#now();
    const key = limitKey(this.#vault, bucketOf(name, address));
    const { perWindow, windowSeconds } = ADDRESS_LIMITS[name];
    const expiresAt = addSeconds(now, windowSeconds);
    const latest = addSeconds(expiresAt, CLOCK_LEEWAY_SECONDS);
    if (await increment(this.#db, key, { limit: perWindow, now, expiresAt, latest })) return;
    const [counter] = await findCounters(this.#db, [key], now);
    throw this.#block(name, address, counter?.expiresAt ?? expiresAt);
  }

  #block(name: AddressLimitName, address: string, until: Date): AuthError {
    const bucket = bucketOf(name, address);
    if (!this.#blockedUntil.has(bucket)) this.#onExceeded(name, address);
    const [first] = this.#blockedUntil.keys();
    if (first !== undefined && this.#blockedUntil.size >= MAX_REMEMBERED_BLOCKS) this.#blockedUntil.delete(first);
    this.#blockedUntil.set(bucket, until);
    return throttled(until, this.#now());
  }
}

const bucketOf = (name: AddressLimitName, address: string): string => `${name} ${clientSubnet(address)}`;
