import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a sealed box or a keyed hash is for; each purpose has a key of its own. */
export type VaultPurpose =
  | 'signing-key'
  | 'pepper'
  | 'mail'
  | 'flash-cookie'
  | 'mail-recipient'
  | 'device-cookie'
  | 'limit'
  | 'swap-client'
  | 'authorization-request';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

export type OpenedBox = { plaintext: Buffer; isCurrent: boolean };

/** What AUTH_SECRET protects: sealed boxes (AES-256-GCM) and keyed hashes (HMAC-SHA-256), a key per purpose by HKDF. */
export class Vault {
  readonly #keys = new Map<string, Buffer>();
  readonly #secrets: readonly string[];

  /** @param secrets current first; the others only open what they once sealed. */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  /** @returns version, nonce, tag and ciphertext in one buffer. */
  seal(purpose: VaultPurpose, plaintext: Uint8Array | string): Buffer<ArrayBuffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key(purpose, 0), nonce);
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]);
  }

  /** Null when no secret opens the box: another secret sealed it, or it was changed. */
  open(purpose: VaultPurpose, box: Uint8Array): OpenedBox | null {
    if (box.length < HEADER_BYTES || box[0] !== VERSION) return null;
    for (const index of this.#secrets.keys()) {
      const plaintext = this.#tryOpen(this.#key(purpose, index), box);
      if (plaintext) return { plaintext, isCurrent: index === 0 };
    }
    return null;
  }

  /** A keyed hash of 32 bytes under the current secret. */
  mac(purpose: VaultPurpose, text: string): Buffer<ArrayBuffer> {
    return Buffer.from(createHmac('sha256', this.#key(purpose, 0)).update(text).digest());
  }

  /** Whether {@link mac} made a keyed hash of that text, under any of the secrets. */
  isMac(purpose: VaultPurpose, text: string, mac: Uint8Array): boolean {
    return this.#secrets.some((_, index) => {
      const expected = createHmac('sha256', this.#key(purpose, index)).update(text).digest();
      return expected.length === mac.length && timingSafeEqual(expected, mac);
    });
  }

  #tryOpen(key: Buffer, box: Uint8Array): Buffer | null {
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(1, 1 + NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(box.subarray(1 + NONCE_BYTES, HEADER_BYTES));
    try {
      return Buffer.concat([decipher.update(box.subarray(HEADER_BYTES)), decipher.final()]);
    } catch {
      return null; // the tag does not fit this key
    }
  }

  #key(purpose: VaultPurpose, index: number): Buffer {
    const name = `${purpose}:${index}`;
    const known = this.#keys.get(name);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', this.#secrets[index] ?? '', '', `postern ${purpose}`, 32));
    this.#keys.set(name, key);
    return key;
  }
}
