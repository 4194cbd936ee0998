import type { Db } from '../data/database';
import type { Tally } from '../data/generated/client';
import {
  countTry,
  deleteTally,
  findTallies,
  forgetTally,
  forgetTallyFrom,
  markTally,
  replaceTally,
} from '../data/tallies';
import { AuthError } from '../errors';
import { addSeconds, CLOCK_LEEWAY_SECONDS, secondsLeft } from '../time';
import type { Vault } from '../tokens/vault';
import { addressBlock } from './address-block';
import { openDevice, sealDevice } from './device';
import { ACCOUNT_LIMIT, ADDRESS_LIMITS, type AddressLimitName, KNOWN_ADDRESS_SECONDS, waitSecondsAfter } from './table';

type Key = Buffer<ArrayBuffer>;

/** One try to sign in, until it is known how it ended. */
export type SignInTry = {
  /**
   * @returns how long its kind has to wait from now on; 0 while tries are free
   * @throws AuthError `throttled` where others used the tries up meanwhile; then it was not counted
   */
  failed(): Promise<{ waitSeconds: number }>;
  /** Forgets the failures before it. @throws AuthError `throttled` where a wait has begun meanwhile */
  succeeded(): Promise<void>;
};

/** An account by its canonical e-mail, whether or not there is one; `passwordSetAt` null where there is none. */
export type Account = { email: string; passwordSetAt: Date | null };

/** Where somebody comes from. */
type Whence = { address: string; device: string | undefined };

const UNCOUNTED: SignInTry = { failed: async () => ({ waitSeconds: 0 }), succeeded: async () => {} };

/** Clients whose room is known to be used up, so that a flood of theirs asks no database. */
const BLOCKS_AT_MOST = 10_000;

/** What stands in the way of guessing and flooding; `table.ts` has the numbers. Shared by all instances. */
export class Limits {
  readonly #db: Db;
  readonly #vault: Vault;
  readonly #isOn: boolean;
  readonly #now: () => Date;
  readonly #onBlock: (name: AddressLimitName, address: string) => void;
  readonly #blockedUntil = new Map<string, Date>();

  /** @param of.onBlock told once each time that an address has used its room up */
  constructor(of: {
    db: Db;
    vault: Vault;
    isOn: boolean;
    now(): Date;
    onBlock(name: AddressLimitName, address: string): void;
  }) {
    const { db, vault, isOn, now, onBlock } = of;
    this.#onBlock = onBlock;
    this.#db = db;
    this.#vault = vault;
    this.#isOn = isOn;
    this.#now = now;
  }

  /**
   * Looks whether an address may try at all; counts nothing. Forged tokens are looked up in this
   * process alone: a good token must cost no query, and a bad one is counted in the database anyway.
   * @throws AuthError `throttled`
   */
  async requireRoom(name: AddressLimitName, address: string): Promise<void> {
    if (!this.#isOn) return;
    const now = this.#now();
    const place = `${name} ${addressBlock(address)}`;
    const { perWindow, windowSeconds } = ADDRESS_LIMITS[name];
    const known = this.#blockedUntil.get(place);
    if (known && isStillToCome(known, now, windowSeconds)) throw throttled(known, now);
    if (name === 'token') return;
    const [tally] = await findTallies(this.#db, [this.#key(place)], now);
    if (tally && tally.count >= perWindow && isStillToCome(tally.expiresAt, now, windowSeconds)) {
      throw this.#block(name, address, tally.expiresAt);
    }
  }

  /** Counts one try of an address. @throws AuthError `throttled` for the one too many, which is not counted */
  async countTry(name: AddressLimitName, address: string): Promise<void> {
    if (!this.#isOn) return;
    const now = this.#now();
    const place = `${name} ${addressBlock(address)}`;
    const { perWindow, windowSeconds } = ADDRESS_LIMITS[name];
    const expiresAt = addSeconds(now, windowSeconds);
    const latest = addSeconds(expiresAt, CLOCK_LEEWAY_SECONDS);
    if (await countTry(this.#db, this.#key(place), { limit: perWindow, now, expiresAt, latest })) return;
    const [tally] = await findTallies(this.#db, [this.#key(place)], now);
    throw this.#block(name, address, tally?.expiresAt ?? expiresAt);
  }

  /**
   * Lets somebody try to sign in to an account, whether or not there is one. A browser and an address
   * that signed in to it before have tries of their own, so that strangers cannot lock its owner out.
   * @throws AuthError `throttled` while there is a wait, for the right password too
   */
  async beginSignIn(
    { email, passwordSetAt }: { email: string | null; passwordSetAt: Date | null },
    { address, device }: Whence,
  ): Promise<SignInTry> {
    // A malformed e-mail is nobody's: its tries count for the address alone.
    if (!this.#isOn || email === null) return UNCOUNTED;
    const strangers = this.#strangers(email);
    const known = this.#knownName(email, passwordSetAt);
    const opened = openDevice(this.#vault, device);
    const isKnownDevice = opened?.accounts.includes(known) === true;
    const mark = this.#addressMark(known, address);
    const isKnownAddress = !isKnownDevice && (await findTallies(this.#db, [mark], this.#now())).length > 0;
    const who = isKnownDevice ? `device ${opened.id}` : `address ${addressBlock(address)}`;
    const isKnown = isKnownDevice || isKnownAddress;
    const key = isKnown ? this.#key(`tries ${known} ${who}`) : strangers;
    const seen = await this.#requireNoWait(key);
    return {
      failed: () => this.#countFailure(key),
      succeeded: async () => {
        await this.#forget(key, seen);
        // Nobody but the owner can be sure to get in once strangers have used all of their tries up.
        if (isKnown) await forgetTallyFrom(this.#db, strangers, ACCOUNT_LIMIT.triesInARow);
      },
    };
  }

  /** Notes that an account's owner was here, until the password is changed. */
  async makeKnown(db: Db, { email, passwordSetAt }: Account, address: string): Promise<void> {
    if (!this.#isOn) return;
    const mark = this.#addressMark(this.#knownName(email, passwordSetAt), address);
    await markTally(db, mark, addSeconds(this.#now(), KNOWN_ADDRESS_SECONDS));
  }

  /** The next value of a browser's device cookie: it is known to this account too, until the password is changed. */
  deviceCookie({ email, passwordSetAt }: Account, device: string | undefined): string {
    return sealDevice(this.#vault, openDevice(this.#vault, device), this.#knownName(email, passwordSetAt));
  }

  /** The owner has shown to read the account's mail: strangers' failures no longer count. */
  async forgive(db: Db, email: string): Promise<void> {
    await deleteTally(db, this.#strangers(email));
  }

  async #requireNoWait(key: Key): Promise<Tally | null> {
    const now = this.#now();
    const [tally] = await findTallies(this.#db, [key], now);
    if (tally?.waitsUntil && isStillToCome(tally.waitsUntil, now, waitSecondsAfter(tally.count))) {
      throw throttled(tally.waitsUntil, now);
    }
    return tally ?? null;
  }

  async #countFailure(key: Key): Promise<{ waitSeconds: number }> {
    for (;;) {
      const seen = await this.#requireNoWait(key);
      const now = this.#now();
      const count = (seen?.count ?? 0) + 1;
      const waitSeconds = waitSecondsAfter(count);
      const waitsUntil = waitSeconds === 0 ? null : addSeconds(now, waitSeconds);
      const expiresAt = addSeconds(now, ACCOUNT_LIMIT.memorySeconds);
      if (await replaceTally(this.#db, seen, { key, count, waitsUntil, expiresAt }, now)) return { waitSeconds };
    }
  }

  /** @param seen the tally when the try began: what it says of a wait was no wait then */
  async #forget(key: Key, seen: Tally | null): Promise<void> {
    const now = this.#now();
    const waitsUntil = await forgetTally(this.#db, key, { now, passed: seen?.waitsUntil ?? null });
    if (waitsUntil) throw throttled(waitsUntil, now);
  }

  #block(name: AddressLimitName, address: string, until: Date): AuthError {
    const place = `${name} ${addressBlock(address)}`;
    if (!this.#blockedUntil.has(place)) this.#onBlock(name, address);
    const [first] = this.#blockedUntil.keys();
    if (first !== undefined && this.#blockedUntil.size >= BLOCKS_AT_MOST) this.#blockedUntil.delete(first);
    this.#blockedUntil.set(place, until);
    return throttled(until, this.#now());
  }

  #strangers(email: string): Key {
    return this.#key(`tries ${email} strangers`);
  }

  /** What owners' cookies and addresses know an account by: another one with each password. */
  #knownName(email: string, passwordSetAt: Date | null): string {
    const name = this.#key(`account ${email} ${passwordSetAt?.getTime() ?? 0}`);
    return name.toString('base64url').slice(0, 22);
  }

  #addressMark(known: string, address: string): Key {
    return this.#key(`known-address ${known} ${addressBlock(address)}`);
  }

  #key(place: string): Key {
    return this.#vault.mac('limit', place);
  }
}

/**
 * Whether an end is still to come. One further off than its whole length was set by a clock that was ahead and has
 * been put right since: nobody has to wait until then.
 */
const isStillToCome = (until: Date, now: Date, lengthSeconds: number): boolean =>
  until > now && until <= addSeconds(now, lengthSeconds + CLOCK_LEEWAY_SECONDS);

const throttled = (until: Date, now: Date) => new AuthError('throttled', { seconds: secondsLeft(now, until) });
