import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import type { Tally } from '../data/generated/client';
import {
  clear,
  clearFromCount,
  clearUnlessBlocked,
  compareAndSet,
  findCounters,
  increment,
  markTally,
} from '../data/rate-limit-counters';
import { AuthError } from '../errors';
import { addSeconds, CLOCK_LEEWAY_SECONDS, secondsLeft } from '../time';
import { clientSubnet, isAddress } from './client-subnet';
import { openDeviceCookie, sealDeviceCookie } from './known-device-cookie';
import {
  ACCOUNT_LIMIT,
  ADDRESS_LIMITS,
  type AddressLimitName,
  KNOWN_ADDRESS_SECONDS,
  waitSecondsAfter,
} from './policy';

type Key = Buffer<ArrayBuffer>;

/** One try to sign in, until it is known how it ended. */
export type SignInAttempt = {
  /**
   * Counts for the account and, unless the browser is known, for the address.
   * @returns how long its kind has to wait from now on, 0 while tries are free; and the refusal to tell in place of
   * the failure where the address had used its room up meanwhile
   * @throws AuthError `throttled` where others used the account's tries up meanwhile; then it was not counted
   */
  failed(): Promise<{ waitSeconds: number; refusal: AuthError | null }>;
  /** Forgets the failures before it. @throws AuthError `throttled` where a wait has begun meanwhile */
  succeeded(): Promise<void>;
};

/** An account by its canonical e-mail, whether or not there is one; `passwordSetAt` null where there is none. */
export type Account = { email: string; passwordSetAt: Date | null };

/** What a client may be known by. */
export type ClientIdentity = { clientAddress: string; userAgent: string | undefined; device: string | undefined };

/** Whose failures are counted together: `isKnown` for one that signed in to the account before. */
type Counter = { key: Key; isKnown: boolean };

const UNCOUNTED: SignInAttempt = { failed: async () => ({ waitSeconds: 0, refusal: null }), succeeded: async () => {} };

/** Clients whose room is known to be used up, so that a flood of theirs asks no database. */
const BLOCKS_AT_MOST = 10_000;

/** What stands in the way of guessing and flooding; `table.ts` has the numbers. Shared by all instances. */
export class Limits {
  readonly #db: Db;
  readonly #vault: Vault;
  readonly #isOn: boolean;
  readonly #knowsAddresses: boolean;
  readonly #now: () => Date;
  readonly #onBlock: (name: AddressLimitName, address: string) => void;
  readonly #onLocked: () => void;
  readonly #blockedUntil = new Map<string, Date>();

  /**
   * @param of.knowsAddresses whether an address that signed in to an account has tries of its own; where nobody may
   * learn who has an account it must not, since those tries tell
   * @param of.onBlock told once each time that an address has used its room up
   * @param of.onLocked told of each try that is refused while its account waits
   */
  constructor(of: {
    db: Db;
    vault: Vault;
    isOn: boolean;
    knowsAddresses: boolean;
    now(): Date;
    onBlock(name: AddressLimitName, address: string): void;
    onLocked(): void;
  }) {
    const { db, vault, isOn, knowsAddresses, now, onBlock, onLocked } = of;
    this.#knowsAddresses = knowsAddresses;
    this.#onBlock = onBlock;
    this.#onLocked = onLocked;
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
    const place = `${name} ${clientSubnet(address)}`;
    const { perWindow, windowSeconds } = ADDRESS_LIMITS[name];
    const known = this.#blockedUntil.get(place);
    if (known && isStillToCome(known, now, windowSeconds)) throw throttled(known, now);
    if (name === 'token') return;
    const [tally] = await findCounters(this.#db, [this.#key(place)], now);
    if (tally && tally.count >= perWindow && isStillToCome(tally.expiresAt, now, windowSeconds)) {
      throw this.#block(name, address, tally.expiresAt);
    }
  }

  /** Counts one try of an address. @throws AuthError `throttled` for the one too many, which is not counted */
  async countTry(name: AddressLimitName, address: string): Promise<void> {
    if (!this.#isOn) return;
    const now = this.#now();
    const place = `${name} ${clientSubnet(address)}`;
    const { perWindow, windowSeconds } = ADDRESS_LIMITS[name];
    const expiresAt = addSeconds(now, windowSeconds);
    const latest = addSeconds(expiresAt, CLOCK_LEEWAY_SECONDS);
    if (await increment(this.#db, this.#key(place), { limit: perWindow, now, expiresAt, latest })) return;
    const [tally] = await findCounters(this.#db, [this.#key(place)], now);
    throw this.#block(name, address, tally?.expiresAt ?? expiresAt);
  }

  /**
   * Whether a browser is known to an account, whichever that is: then the limit of its address waits until the body has
   * told which account it signs in to.
   */
  isDevice(cookie: string | undefined): boolean {
    return openDeviceCookie(this.#vault, cookie) !== null;
  }

  /**
   * Lets a client try to sign in to an account, whether or not there is one. A browser that signed in to it before has
   * tries of its own, outside the limit of its address; so has an address together with a User-Agent, inside that limit.
   * So strangers cannot lock the account's owner out.
   * @throws AuthError `throttled` while there is a wait, for the right password too
   */
  async beginSignIn(
    { email, passwordSetAt }: { email: string | null; passwordSetAt: Date | null },
    { clientAddress: address, userAgent, device }: ClientIdentity,
  ): Promise<SignInAttempt> {
    if (!this.#isOn) return UNCOUNTED;
    // A malformed e-mail is of no account: its tries count for the address alone.
    if (email === null) {
      await this.requireRoom('sign-in', address);
      return { ...UNCOUNTED, failed: async () => ({ waitSeconds: 0, refusal: await this.#countAtAddress(address) }) };
    }
    const known = this.#knownName(email, passwordSetAt);
    const opened = openDeviceCookie(this.#vault, device);
    if (opened?.accounts.includes(known)) {
      return this.#tryOf({ key: this.#key(`tries ${known} device ${opened.id}`), isKnown: true }, email, null);
    }
    await this.requireRoom('sign-in', address);
    const mark = this.#addressMark(known, address, userAgent);
    const isKnown = mark !== null && (await findCounters(this.#db, [mark], this.#now())).length > 0;
    const key = isKnown ? this.#key(`tries ${mark.toString('base64url')}`) : this.#strangers(email);
    return this.#tryOf({ key, isKnown }, email, address);
  }

  /** @param address to count failures at; null for a known browser, whose failures count for itself alone */
  async #tryOf(counter: Counter, email: string, address: string | null): Promise<SignInAttempt> {
    const seen = await this.#requireNoWait(counter);
    return {
      failed: async () => {
        const { waitSeconds } = await this.#countFailure(counter);
        return { waitSeconds, refusal: address === null ? null : await this.#countAtAddress(address) };
      },
      succeeded: async () => {
        await this.#forget(counter.key, seen);
        // Only the owner is sure to get in once strangers have used all of their tries up.
        if (counter.isKnown)
          await clearFromCount(this.#db, this.#strangers(email), ACCOUNT_LIMIT.maxConsecutiveFailures);
      },
    };
  }

  /** A failure that is the one too many is not counted, and told so. */
  async #countAtAddress(address: string): Promise<AuthError | null> {
    try {
      await this.countTry('sign-in', address);
      return null;
    } catch (error) {
      if (error instanceof AuthError) return error;
      throw error;
    }
  }

  /**
   * Notes that an account's owner was here with this program, until the password is changed. A client that names no
   * program is not known: its address alone may be that of a whole office.
   */
  async makeKnown(
    db: Db,
    { email, passwordSetAt }: Account,
    { clientAddress: address, userAgent }: Omit<ClientIdentity, 'device'>,
  ): Promise<void> {
    if (!this.#isOn) return;
    const mark = this.#addressMark(this.#knownName(email, passwordSetAt), address, userAgent);
    if (mark) await markTally(db, mark, addSeconds(this.#now(), KNOWN_ADDRESS_SECONDS));
  }

  /** The next value of a browser's device cookie: it is known to this account too, until the password is changed. */
  deviceCookie({ email, passwordSetAt }: Account, device: string | undefined): string {
    return sealDeviceCookie(this.#vault, openDeviceCookie(this.#vault, device), this.#knownName(email, passwordSetAt));
  }

  /** The owner has shown to read the account's mail: strangers' failures no longer count. */
  async forgive(db: Db, email: string): Promise<void> {
    await clear(db, this.#strangers(email));
  }

  async #requireNoWait({ key, isKnown }: Counter): Promise<Tally | null> {
    const now = this.#now();
    const [tally] = await findCounters(this.#db, [key], now);
    if (tally?.waitsUntil && isStillToCome(tally.waitsUntil, now, waitSecondsAfter(tally.count, { isKnown }))) {
      throw this.#locked(tally.waitsUntil, now);
    }
    return tally ?? null;
  }

  async #countFailure({ key, isKnown }: Counter): Promise<{ waitSeconds: number }> {
    for (;;) {
      const seen = await this.#requireNoWait({ key, isKnown });
      const now = this.#now();
      const count = (seen?.count ?? 0) + 1;
      const waitSeconds = waitSecondsAfter(count, { isKnown });
      const waitsUntil = waitSeconds === 0 ? null : addSeconds(now, waitSeconds);
      const expiresAt = addSeconds(now, ACCOUNT_LIMIT.resetAfterSeconds);
      if (await compareAndSet(this.#db, seen, { key, count, waitsUntil, expiresAt }, now)) return { waitSeconds };
    }
  }

  /** @param seen the tally when the try began: what it says of a wait was no wait then */
  async #forget(key: Key, seen: Tally | null): Promise<void> {
    const now = this.#now();
    const waitsUntil = await clearUnlessBlocked(this.#db, key, { now, passed: seen?.waitsUntil ?? null });
    if (waitsUntil) throw this.#locked(waitsUntil, now);
  }

  #locked(until: Date, now: Date): AuthError {
    this.#onLocked();
    return throttled(until, now);
  }

  #block(name: AddressLimitName, address: string, until: Date): AuthError {
    const place = `${name} ${clientSubnet(address)}`;
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

  /** Null where an address is never known: without a User-Agent, or where it cannot be read. */
  #addressMark(known: string, address: string, userAgent: string | undefined): Key | null {
    if (!this.#knowsAddresses || !userAgent || !isAddress(address)) return null;
    return this.#key(`known-address ${known} ${clientSubnet(address)} ${userAgent}`);
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
