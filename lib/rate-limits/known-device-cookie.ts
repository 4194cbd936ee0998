import { randomBytes } from 'node:crypto';
import type { Vault } from '../crypto/vault';

/**
 * A browser that has signed in before (OWASP, "device cookies"): an id of its own and which accounts
 * it signed in to, as keyed hashes. Sealed, so that only this installation can make one; it proves nothing else.
 */
export type KnownDevice = { id: string; accounts: string[] };

/** More accounts than this on one browser are forgotten, the first ones first: the cookie must stay small. */
const ACCOUNTS_AT_MOST = 16;

/** Null for a cookie that is missing, changed, or sealed under a secret that is gone. */
export function openDeviceCookie(vault: Vault, cookie: string | undefined): KnownDevice | null {
  const opened = cookie && vault.open('device-cookie', Buffer.from(cookie, 'base64url'));
  if (!opened) return null;
  const [id = '', ...accounts] = opened.plaintext.toString('utf8').split(' ');
  return { id, accounts };
}

/** The cookie's next value: the same browser, and this account among those it knows. */
export function sealDeviceCookie(vault: Vault, device: KnownDevice | null, account: string): string {
  const { id, accounts } = device ?? { id: randomBytes(12).toString('base64url'), accounts: [] };
  const known = [...accounts.filter((each) => each !== account), account].slice(-ACCOUNTS_AT_MOST);
  return vault.seal('device-cookie', [id, ...known].join(' ')).toString('base64url');
}
