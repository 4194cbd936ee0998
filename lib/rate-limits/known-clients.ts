import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { isKnownClient, rememberClient } from '../data/known-clients';
import { addSeconds } from '../time';
import { clientSubnet, isAddress } from './client-subnet';
import { openDeviceCookie, sealDeviceCookie } from './known-device-cookie';
import { accountKey, type LimitKey, limitKey } from './limit-key';
import { KNOWN_ADDRESS_SECONDS } from './policy';

/** By what a client may be known. */
export type ClientIdentity = { clientAddress: string; userAgent: string | undefined; device: string | undefined };

/** An account by its canonical email, whether or not it exists; `passwordSetAt` is null if it does not. */
export type AccountRef = { email: string; passwordSetAt: Date | null };

/** The clients that have signed in to an account since its password was set: a browser by its cookie, others by subnet and User-Agent. */
export class KnownClients {
  readonly #db: Db;
  readonly #vault: Vault;
  readonly #isOn: boolean;
  readonly #knowsAddresses: boolean;
  readonly #namesAccounts: boolean;
  readonly #now: () => Date;

  /**
   * @param of.knowsAddresses whether an address that signed in to an account has attempts of its own. Where clients may
   * not learn which emails have an account it must not: those attempts would reveal it.
   * @param of.namesAccounts whether the account is stored with each client, as a keyed hash: tests move its time
   */
  constructor(of: {
    db: Db;
    vault: Vault;
    isOn: boolean;
    knowsAddresses: boolean;
    namesAccounts?: boolean;
    now(): Date;
  }) {
    this.#db = of.db;
    this.#vault = of.vault;
    this.#isOn = of.isOn;
    this.#knowsAddresses = of.knowsAddresses;
    this.#namesAccounts = of.namesAccounts ?? false;
    this.#now = of.now;
  }

  /** Whether a browser has signed in to any account. */
  hasDeviceCookie(cookie: string | undefined): boolean {
    return openDeviceCookie(this.#vault, cookie) !== null;
  }

  /** The key under which the failures of a known browser at this account are counted, or null for another browser. */
  findDevice(account: AccountRef, cookie: string | undefined): LimitKey | null {
    const name = this.#nameOf(account);
    const device = openDeviceCookie(this.#vault, cookie);
    return device?.accounts.includes(name) ? this.#key(`tries ${name} device ${device.id}`) : null;
  }

  /** The same for a subnet with its User-Agent. */
  async findAddress(account: AccountRef, client: Omit<ClientIdentity, 'device'>): Promise<LimitKey | null> {
    const key = this.#addressKey(account, client);
    if (key === null || !(await isKnownClient(this.#db, key, this.#now()))) return null;
    return this.#key(`tries ${key.toString('base64url')}`);
  }

  /**
   * Remembers that the owner of an account used this client, until the password is changed. A client without a
   * User-Agent is not remembered: its address alone may be that of a whole office.
   */
  async remember(db: Db, account: AccountRef, client: Omit<ClientIdentity, 'device'>): Promise<void> {
    const key = this.#isOn ? this.#addressKey(account, client) : null;
    if (key === null) return;
    const ofAccount = this.#namesAccounts ? accountKey(this.#vault, account.email) : null;
    await rememberClient(db, key, {
      expiresAt: addSeconds(this.#now(), KNOWN_ADDRESS_SECONDS),
      accountKey: ofAccount,
    });
  }

  /** The next value of a browser's device cookie, which adds this account. */
  deviceCookie(account: AccountRef, cookie: string | undefined): string {
    return sealDeviceCookie(this.#vault, openDeviceCookie(this.#vault, cookie), this.#nameOf(account));
  }

  /** The name by which cookies and addresses know an account; it changes with the password. */
  #nameOf({ email, passwordSetAt }: AccountRef): string {
    const name = this.#key(`account ${email} ${passwordSetAt?.getTime() ?? 0}`);
    return name.toString('base64url').slice(0, 22);
  }

  /** Null where an address is never known: without a User-Agent, or if it is not an IP address. */
  #addressKey(account: AccountRef, { clientAddress, userAgent }: Omit<ClientIdentity, 'device'>): LimitKey | null {
    if (!this.#knowsAddresses || !userAgent || !isAddress(clientAddress)) return null;
    return this.#key(`known-address ${this.#nameOf(account)} ${clientSubnet(clientAddress)} ${userAgent}`);
  }

  #key(subject: string): LimitKey {
    return limitKey(this.#vault, subject);
  }
}
