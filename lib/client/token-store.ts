import type { Tokens as IssuedTokens } from './bodies';

/** What a sign-in leaves behind. `idToken` is there after a sign-in by redirect. */
export type Tokens = IssuedTokens & { idToken?: string | undefined };

/**
 * Where tokens are kept. `load` is called before each request, so tabs that share a store notice each other's changes.
 * Both may be asynchronous.
 */
export type TokenStore = {
  load(): Tokens | null | Promise<Tokens | null>;
  /** Replaces what was kept; null removes it. */
  save(tokens: Tokens | null): void | Promise<void>;
  /**
   * A name that all users of this store share, across tabs: refreshes take turns under it (Web Locks). Without one, those
   * of each client take turns.
   */
  lockName?: string | undefined;
};

/** In memory: gone when the page is left or reloaded. */
export function memoryTokenStore(tokens: Tokens | null = null): TokenStore {
  let kept = tokens;
  return {
    load: () => kept,
    save: (changed) => {
      kept = changed;
    },
  };
}

/** The part of the Web Storage API that is needed. */
export type KeyValueStorage = {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};

/**
 * In `localStorage`, for all tabs of an origin. Every script of the origin can read it.
 * @param storage `sessionStorage` for one tab, or anything alike
 */
export function webTokenStore(storage: KeyValueStorage = globalThis.localStorage, key = 'postern.tokens'): TokenStore {
  return {
    lockName: key,
    load: () => parseTokens(storage.getItem(key)),
    save: (tokens) => (tokens ? storage.setItem(key, JSON.stringify(tokens)) : storage.removeItem(key)),
  };
}

/** @returns null for what no store of ours wrote */
function parseTokens(text: string | null): Tokens | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isTokens(value) ? value : null;
  } catch {
    return null;
  }
}

const isTokens = (value: unknown): value is Tokens =>
  typeof value === 'object' &&
  value !== null &&
  'access' in value &&
  typeof value.access === 'string' &&
  'refresh' in value &&
  typeof value.refresh === 'string';
