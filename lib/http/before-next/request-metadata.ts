import { AsyncLocalStorage } from 'node:async_hooks';
import type { ErrorCode } from '../../errors';

/** Why a request is none for this server: its `Host`, while APP_URL is loopback or is not, or the page that it comes from. */
export type Misdirection = 'misdirected' | 'other_host' | 'foreign_origin';

/** What the request hook read off the socket, where no client can write. */
export type RequestMetadata = {
  requestId: string;
  /** As sent: Next is shown POST in place of the methods it cannot bear. */
  method: string;
  /** The client's address (R-L3), for limits. */
  clientAddress: string;
  /** Peer and `Host` are this machine, and nothing tells of a proxy on the way: the mailbox may answer. */
  isLocal: boolean;
  /** Set where the request may go no further. */
  error: Extract<ErrorCode, 'not_found' | 'method_not_allowed' | Misdirection> | null;
  /** A browser asked for a page, so a person reads the refusal. */
  respondAsText: boolean;
  /** Gives a page another status than Next would: a page of an outage is a 503, not a 200. */
  setErrorStatus(status: 400 | 500 | 503): void;
  /** Settles, if ever, with {@link abort}. */
  aborted: Promise<void>;
  /** Ends the waiting for what an error has cut off. */
  abort(): void;
};

// Next may load this module once a bundle; the store is one a process.
type Store = AsyncLocalStorage<RequestMetadata | undefined>;
const holder = globalThis as typeof globalThis & { posternRequestMetadata?: Store };
holder.posternRequestMetadata ??= new AsyncLocalStorage();
const store = holder.posternRequestMetadata;

/**
 * Call before anything else is done for a request. On a kept connection the metadata of the request before it are still
 * current, and every promise or timer that is created then keeps them alive. If the new metadata hold such a promise,
 * each request of the connection keeps its predecessor, and the process runs out of memory.
 */
export const leavePreviousRequest = (): void => store.enterWith(undefined);

/** For the rest of this request, whatever it awaits. */
export const enterRequest = (of: RequestMetadata): void => store.enterWith(of);

/** Null only for a request that arrived before the hook was there. */
export const findRequestMetadata = (): RequestMetadata | null => store.getStore() ?? null;
