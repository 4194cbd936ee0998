import { availableParallelism } from 'node:os';
import type { Config } from '../config/config';
import type { Context } from '../context';
import { Vault } from '../crypto/vault';
import { type Database, openDatabase } from '../data/database';
import { createSessionLookup } from '../data/session-lookup';
import { findHighestCost } from '../data/users';
import { BcryptWorkerPool } from '../hashing/bcrypt-worker-pool';
import { isCommonPassword, isLikeCommonPassword } from '../hashing/common-passwords';
import { HashQueue, hashesAtOnce } from '../hashing/hash-queue';
import { MAX_COST, PasswordHasher } from '../hashing/password-hasher';
import { KeyedMutex } from '../keyed-mutex';
import { readOrMakeAuthSecret } from '../keys/auth-secret';
import { loadPeppers } from '../keys/peppers';
import { loadSigningKeys } from '../keys/signing-keys';
import { createOutbox } from '../mail/outbox';
import { createEventCounters, type EventCounters, type Log } from '../observability/log';
import type { RefusedOrigins } from '../observability/refused-origins';
import { passwordProblems } from '../password-policy';
import { AddressLimits } from '../rate-limits/address-limits';
import { KnownClients } from '../rate-limits/known-clients';
import { SignInThrottle } from '../rate-limits/sign-in-throttle';
import type { PasswordPolicy } from '../schemas/passwords';
import { KeyRing } from '../tokens/key-ring';
import { ALONE, shareOf, type WorkerPlace } from './worker-place';

/** What exists before the database. */
export type Foundation = {
  config: Config;
  log: Log;
  counts: EventCounters;
  /** Null in the process of a command. */
  refusedOrigins: RefusedOrigins | null;
  place: WorkerPlace;
};

/** Hashes that may wait for each one in flight: at the default cost about as many as can begin within 4 s. */
const WAITING_PER_HASH = 20;

/**
 * The context for one command of an operator: nothing works by itself, and what is mailed waits for a server.
 * @throws FolderInUseError, CutSecretError, WrongSecretError, or an error of the database, which must be migrated
 */
export async function openContext(config: Config, log: Log): Promise<{ context: Context; close(): Promise<void> }> {
  const database = await openDatabase(config.database);
  try {
    const of = { config, log, counts: createEventCounters(log), refusedOrigins: null, place: ALONE };
    const context = await buildContext(of, database);
    return { context, close: database.close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

export async function buildContext(
  { config, log, counts, refusedOrigins, place }: Foundation,
  { db }: Database,
): Promise<Context> {
  const now = () => new Date();
  const secrets = config.authSecrets.length > 0 ? config.authSecrets : [readOrMakeAuthSecret(config.dataDir)];
  const vault = new Vault(secrets);
  const stores = { db, vault, algorithm: config.jwtAlgorithm };
  const peppers = await loadPeppers({ ...stores, now: now() });
  const keys = new KeyRing(config.jwtAlgorithm, await loadSigningKeys({ ...stores, now: now() }));
  const storedCost = await findHighestCost(db, MAX_COST);
  const outbox = createOutbox({
    provider: config.mail,
    brand: { appName: config.appName, appUrl: config.appUrl, canRegister: config.registration === 'open' },
    vault,
  });
  return Object.freeze({
    config,
    db,
    sessionLookup: createSessionLookup(db),
    vault,
    keys,
    hasher: new PasswordHasher({
      peppers,
      cost: config.bcryptCost,
      storedCost,
      queue: createHashQueue(place),
      threads: new BcryptWorkerPool(),
    }),
    passwordPolicy: createPasswordPolicy(config),
    outbox,
    mutex: new KeyedMutex(),
    ...createRateLimits({ config, db, vault, log, counts, now }),
    log,
    eventCounters: counts,
    refusedOrigins,
    now,
  });
}

function createHashQueue(place: WorkerPlace): HashQueue {
  const maxInFlight = hashesAtOnce(shareOf(availableParallelism(), place));
  return new HashQueue({ maxInFlight, maxWaiting: maxInFlight * WAITING_PER_HASH });
}

function createPasswordPolicy(config: Config): PasswordPolicy {
  const rules = {
    minLength: config.passwordMinLength,
    productNames: config.productNames,
    isCommon: isCommonPassword,
    isLikeCommon: isLikeCommonPassword,
  };
  return (password, email) => passwordProblems(password, email, rules);
}

function createRateLimits({
  config,
  db,
  vault,
  log,
  counts,
  now,
}: Omit<Foundation, 'place' | 'refusedOrigins'> & Pick<Context, 'db' | 'vault' | 'now'>): Pick<
  Context,
  'addressLimits' | 'knownClients' | 'signInThrottle'
> {
  const shared = { db, vault, isOn: config.rateLimits, namesAccounts: config.mail.kind === 'mailbox', now };
  const addressLimits = new AddressLimits({
    ...shared,
    onExceeded: (limit, address) =>
      log.warn({ event: 'excess_rate_limit_exceeded', limit, address }, 'rate limit exceeded'),
  });
  const knownClients = new KnownClients({ ...shared, knowsAddresses: !config.hideUnknownEmails });
  const onLocked = counts.sign_in_locked;
  const signInThrottle = new SignInThrottle({ ...shared, addressLimits, knownClients, onLocked });
  return { addressLimits, knownClients, signInThrottle };
}
