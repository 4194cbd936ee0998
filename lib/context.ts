import type { Config } from './config/config';
import type { Vault } from './crypto/vault';
import type { PrismaClient } from './data/generated/client';
import type { SessionLookup } from './data/session-lookup';
import type { PasswordHasher } from './hashing/password-hasher';
import type { KeyedMutex } from './keyed-mutex';
import type { Outbox } from './mail/outbox';
import type { EventCounters, Log } from './observability/log';
import type { RefusedOrigins } from './observability/refused-origins';
import type { AddressLimits } from './rate-limits/address-limits';
import type { KnownClients } from './rate-limits/known-clients';
import type { SignInThrottle } from './rate-limits/sign-in-throttle';
import type { PasswordPolicy } from './schemas/passwords';
import type { KeyRing } from './tokens/key-ring';

/** What has side effects or state, as use cases receive it: types only. `server/compose.ts` builds it. */

/** Built once for each process. */
export type Context = Readonly<{
  config: Config;
  db: PrismaClient;
  sessionLookup: SessionLookup;
  vault: Vault;
  keys: KeyRing;
  hasher: PasswordHasher;
  passwordPolicy: PasswordPolicy;
  outbox: Outbox;
  mutex: KeyedMutex;
  addressLimits: AddressLimits;
  signInThrottle: SignInThrottle;
  knownClients: KnownClients;
  log: Log;
  /** For events that clients can cause too often for a log line each. */
  eventCounters: EventCounters;
  /** Null in the process of a command, which serves no requests. */
  refusedOrigins: RefusedOrigins | null;
  now(): Date;
}>;

/** The context of one request: its client and credentials. */
export type RequestContext = Context &
  Readonly<{
    clientKind: 'api' | 'browser';
    credentials: {
      authorization: string | undefined;
      sessionCookie: string | undefined;
      /** Says that this browser signed in before; no credential by itself. */
      deviceCookie: string | undefined;
    };
    /** The actor: a client over HTTP, an operator, or the server's own housekeeping. */
    actor: 'client' | 'operator' | 'housekeeping';
    /** The client's address (R-L3). */
    clientAddress: string;
    userAgent: string | undefined;
    requestId: string;
    /**
     * Call `throwIfAborted()` before a change begins: it throws AuthError `unavailable` once the client was told that the
     * change was not made.
     */
    signal: AbortSignal;
  }>;
