import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';

/** About 5 MB. */
const MAX_TOKENS = 5000;

/** What a token says, once its signature was verified. */
export type SignedClaims = Readonly<{ payload: JWTPayload; typ: unknown }>;

/**
 * Tokens whose signature was verified, so that it is verified once. Found by the SHA-256 of the exact token: an ECDSA
 * signature has a second valid form, which is another token. Times and everything else are compared at each use. Forget
 * them when a key is removed.
 */
export class VerifiedTokens {
  readonly #claims = new Map<string, SignedClaims>();

  find(jwt: string): SignedClaims | null {
    return this.#claims.get(digest(jwt)) ?? null;
  }

  /** Once there are too many, the one that was remembered first goes. */
  remember(jwt: string, claims: SignedClaims): void {
    const [oldest] = this.#claims.keys();
    if (oldest !== undefined && this.#claims.size >= MAX_TOKENS) this.#claims.delete(oldest);
    this.#claims.set(digest(jwt), claims);
  }

  clear(): void {
    this.#claims.clear();
  }
}

const digest = (jwt: string): string => createHash('sha256').update(jwt).digest('base64');
