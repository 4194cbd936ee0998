import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importJWK,
  importPKCS8,
  type JWK,
} from 'jose';
import { addSeconds } from '../time';
import { VerifiedTokens } from './verified-tokens';

export type JwtAlgorithm = 'ES256' | 'RS256';

export type SigningKey = {
  kid: string;
  algorithm: JwtAlgorithm;
  publicJwk: JWK;
  publicKey: CryptoKey;
  privateKey: CryptoKey;
  signsFrom: Date;
};

export type NewKeyPair = { kid: string; publicJwk: JWK; privatePkcs8: string };

/** What NIST SP 800-57 part 1 wants for keys that are used beyond 2030; ES256 has its own size. */
const RSA_BITS = 3072;

/** A fresh pair; `kid` is its RFC 7638 thumbprint. */
export async function generateSigningKeyPair(algorithm: JwtAlgorithm): Promise<NewKeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true, modulusLength: RSA_BITS });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    kid,
    publicJwk: { ...publicJwk, kid, alg: algorithm, use: 'sig' },
    privatePkcs8: await exportPKCS8(privateKey),
  };
}

/** Imports a stored pair once: importing at each use would cost more than signing. */
export async function importSigningKey(
  pair: NewKeyPair & { algorithm: JwtAlgorithm; signsFrom: Date },
): Promise<SigningKey> {
  const publicKey = await importJWK(pair.publicJwk, pair.algorithm);
  if (publicKey instanceof Uint8Array) throw new TypeError('a signing key is never symmetric');
  const privateKey = await importPKCS8(pair.privatePkcs8, pair.algorithm);
  const { kid, algorithm, publicJwk, signsFrom } = pair;
  return { kid, algorithm, publicJwk, publicKey, privateKey, signsFrom };
}

/** Every key that may still verify a token, and the one that signs. */
export class KeyRing {
  /** By these keys. */
  readonly verifiedTokens = new VerifiedTokens();
  readonly #algorithm: JwtAlgorithm;
  #keys: readonly SigningKey[];

  constructor(algorithm: JwtAlgorithm, keys: readonly SigningKey[]) {
    this.#algorithm = algorithm;
    this.#keys = keys;
  }

  replace(keys: readonly SigningKey[]): void {
    const isGone = ({ kid }: SigningKey) => !keys.some((key) => key.kid === kid);
    if (this.#keys.some(isGone)) this.verifiedTokens.clear();
    this.#keys = keys;
  }

  /**
   * The newest key of the algorithm in force whose time has come; the oldest where this machine's
   * clock is behind that of the one which made it.
   */
  signer(now: Date): SigningKey {
    const oldestFirst = this.#ofAlgorithm().sort((one, other) => Number(one.signsFrom) - Number(other.signsFrom));
    const key = oldestFirst.findLast(({ signsFrom }) => signsFrom <= now) ?? oldestFirst[0];
    if (!key) throw new Error(`there is no ${this.#algorithm} key to sign with`);
    return key;
  }

  /** The `kid` of every key. */
  kids(): string[] {
    return this.#keys.map(({ kid }) => kid);
  }

  /** By `kid` from our own store only (RFC 8725 §3.10); an unknown one costs no I/O. */
  find(kid: string): SigningKey | null {
    return this.#keys.find((key) => key.kid === kid) ?? null;
  }

  /**
   * The JWK Set (RFC 7517 §5): the next key before it signs, the present one, and each former one
   * until `keepSeconds` after its successor took over.
   */
  published(now: Date, keepSeconds: number): { keys: JWK[] } {
    const signsFrom = this.signer(now).signsFrom;
    const isOverSince = addSeconds(now, -keepSeconds);
    const kept = this.#keys.filter(
      (key) => key.signsFrom >= signsFrom || this.#successorOf(key, signsFrom) > isOverSince,
    );
    return { keys: kept.map(({ publicJwk }) => publicJwk) };
  }

  #ofAlgorithm(): SigningKey[] {
    return this.#keys.filter(({ algorithm }) => algorithm === this.#algorithm);
  }

  /** When the key's successor began to sign. */
  #successorOf(key: SigningKey, fallback: Date): Date {
    const later = this.#ofAlgorithm()
      .map(({ signsFrom }) => signsFrom)
      .filter((at) => at > key.signsFrom);
    return later.length > 0 ? new Date(Math.min(...later.map(Number))) : fallback;
  }
}
