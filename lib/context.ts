import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Turns } from './auth/turns';
import { type Config, ConfigError, readConfig } from './config';
import { type Database, type DatabaseLocation, openDatabase } from './data/database';
import { isDatabaseFault } from './data/database-fault';
import type { PrismaClient } from './data/generated/client';
import { UnusableDatabaseError } from './data/unusable-database-error';
import { findHighestCost } from './data/users';
import { startHousekeeping } from './housekeeping';
import { Limits } from './limits/limits';
import { type Counts, countEvents, createLog, type Log } from './log';
import { createMailer, type Mailer } from './mail/mailer';
import { startOutboxWorker } from './mail/outbox-worker';
import { createTransport } from './mail/transport';
import { obey } from './operator/commands';
import { openDoor } from './operator/door';
import { isCommonPassword, isLikeCommonPassword } from './passwords/common-passwords';
import { HashQueue, hashesAtOnce } from './passwords/hash-queue';
import { HashThreads } from './passwords/hash-threads';
import { MAX_COST, PasswordHasher } from './passwords/hasher';
import { passwordProblems } from './passwords/policy';
import type { PasswordPolicy } from './schemas';
import { readOrMakeAuthSecret } from './secrets/auth-secret';
import { loadPeppers } from './secrets/load-peppers';
import { loadSigningKeys } from './secrets/load-signing-keys';
import { warningsOf } from './setting-warnings';
import { KeyRing } from './tokens/key-ring';
import { Vault } from './tokens/vault';

/** Everything impure that the rules need; built once, here. */
export type Context = Readonly<{
  config: Config;
  db: PrismaClient;
  vault: Vault;
  keys: KeyRing;
  hasher: PasswordHasher;
  passwordPolicy: PasswordPolicy;
  mailer: Mailer;
  turns: Turns;
  limits: Limits;
  log: Log;
  /** For what anybody may cause too often for a line each. */
  counts: Counts;
  now(): Date;
}>;

/** The context of one request: who asks, and what they may be known by. */
export type RequestContext = Context &
  Readonly<{
    caller: 'api' | 'browser';
    credentials: {
      authorization: string | undefined;
      sessionCookie: string | undefined;
      /** Says that this browser signed in before; no credential by itself. */
      deviceCookie: string | undefined;
    };
    /** Who asks: somebody over HTTP, or whoever runs this installation; or nobody, for what the server does by itself. */
    actor: 'client' | 'operator' | 'housekeeping';
    /** The client's address (R-L3). */
    address: string;
    userAgent: string | undefined;
    requestId: string;
    /** Call before a change begins. @throws AuthError `unavailable` once whoever asked was told that it was not made */
    requireTime(): void;
  }>;

/** This process: up at once, ready once its database is. */
export type Service = {
  readonly config: Config;
  readonly log: Log;
  /** Null while the database has not been reached since the start. */
  context: Context | null;
  isDraining: boolean;
  /** Of this process, also before its database is there. */
  readonly counts: Counts;
  /** Once the requests are `drained`, ends the jobs, which they may still have given work, and the database. */
  stop(drained: Promise<void>): Promise<void>;
};

const RETRY_MS = 500;
/** Hashes that may wait for each one in flight: at the default cost about as many as can begin within 4 s. */
const WAITING_PER_HASH = 20;
/** The start waits this long for the database before it serves without one. */
const PATIENCE_MS = 5000;

// Next loads modules once a bundle; the service is one a process.
const holder = globalThis as typeof globalThis & { posternService?: Service };

/**
 * Reads the settings and opens the database. What cannot be mended by waiting ends the process
 * with one line that says what to do.
 * @param onConfig called before the first wait, so that no request is met unprepared
 */
export async function startService(onConfig: (config: Config) => void): Promise<Service> {
  if (holder.posternService) return holder.posternService;
  const config = requireConfig(process.env);
  onConfig(config);
  const log = createLog(config.logLevel);
  for (const { setting, message } of warningsOf(process.env, config)) log.warn({ event: 'setting', setting }, message);
  if (!config.rateLimits) log.warn('RATE_LIMITS=off: anyone may guess passwords as fast as they like');
  const counts = countEvents(log);
  const closing = new AbortController();
  const opening = openUntilReady({ config, log, counts }, closing.signal);
  const service: Service = {
    config,
    log,
    context: null,
    isDraining: false,
    counts,
    stop: async (drained) => {
      closing.abort();
      const running = await opening;
      await drained;
      await running?.stopJobs();
      await running?.close();
    },
  };
  holder.posternService = service;
  const opened = opening.then(
    (running) => {
      service.context = running?.context ?? null;
    },
    (error: unknown) => refuseToStart(error instanceof Error ? error.message : `an unknown fault (${typeof error})`),
  );
  await Promise.race([opened, sleep(PATIENCE_MS, undefined, { ref: false })]);
  return service;
}

/** Null before {@link startService} was called: a build imports every route. */
export const findService = (): Service | null => holder.posternService ?? null;

/** Whether requests can be served in full now. */
export async function isReady(): Promise<boolean> {
  const service = findService();
  if (!service?.context || service.isDraining) return false;
  try {
    await service.context.db.$queryRaw`SELECT 1`;
    return true;
  } catch {
    return false;
  }
}

function requireConfig(env: NodeJS.ProcessEnv): Config {
  try {
    return readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return refuseToStart(error.message);
    throw error;
  }
}

function refuseToStart(reason: string): never {
  process.stderr.write(`Postern cannot start: ${reason}\n`);
  process.exit(1);
}

/** What works by itself is stopped before what was opened is closed. */
type Running = { context: Context; stopJobs(): Promise<void>; close(): Promise<void> };

/** What there is before the database. */
type Foundation = { config: Config; log: Log; counts: Counts };

/** Tries until the database is there; null when the process stops before that. */
async function openUntilReady(of: Foundation, signal: AbortSignal): Promise<Running | null> {
  const { config, log } = of;
  let database: Database | null = null;
  let told = '';
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      database ??= await openServed(config, log);
      return await run(of, database);
    } catch (error) {
      if (error instanceof UnusableDatabaseError || !isDatabaseFault(error)) throw error;
      if (attempt === 0) log.error({ err: error }, 'the database cannot be used yet; trying again until it can');
      if (isWithoutTables(error)) told = await migrateLate(log, told);
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  await database?.close();
  return null;
}

async function openServed(config: Config, log: Log): Promise<Database> {
  const database = await openDatabase(locationOf(config), (state) => {
    if (state === 'reopened') log.info({ event: 'database_reopened' }, 'the embedded database is there again');
    else log.error({ event: 'database_panicked' }, 'the embedded database has panicked: is its disk full?');
  });
  if (database.lacksTls) {
    log.warn(
      { event: 'database_without_tls' },
      'DATABASE_URL leads to another host without TLS: whoever is on the way can read along; add ?sslmode=verify-full',
    );
  }
  return database;
}

function locationOf({ database, dataDir }: Config): DatabaseLocation {
  return database.kind === 'pglite' ? { kind: 'pglite', dataDir } : database;
}

/** Prisma's P2021: the database answers, but was away when the start would have made its tables. */
const isWithoutTables = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'P2021';

/**
 * A database that was away when the process started may still lack its tables. The engine wants a process of its own.
 * @param told why it failed the last time
 * @returns why it failed now; empty when it did not
 * @throws UnusableDatabaseError with its last line, where trying again is of no use
 */
async function migrateLate(log: Log, told: string): Promise<string> {
  const script = path.join(process.cwd(), 'scripts', 'migrate.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
    child.on('error', () => resolve(DATABASE_AWAY));
  });
  const reason = (await text(child.stderr).catch(() => '')).trim();
  const code = await ended;
  if (code === 0) return '';
  if (code === 1) throw new UnusableDatabaseError(reason.split('\n').at(-1) ?? 'its tables cannot be made.');
  if (reason !== told) {
    log.error({ event: 'migration_failed', reason }, 'the tables cannot be made yet; trying again until they can');
  }
  return reason;
}

/** What `scripts/migrate.ts` ends with where trying again may help. */
const DATABASE_AWAY = 75;

/** The context, and what works by itself beside the requests. */
async function run(of: Foundation, database: Database): Promise<Running> {
  const { config, log } = of;
  const context = await buildContext(of, database);
  const { db, mailer, now } = context;
  const jobs = [startHousekeeping(context)];
  if (config.mail.kind !== 'mailbox') {
    jobs.push(startOutboxWorker({ db, mailer, transport: createTransport(config.mail), log, now }));
  }
  // PostgreSQL lets the commands in beside the server; PGlite has room for one process.
  if (database.kind === 'pglite') {
    jobs.push(await openDoor({ dataDir: config.dataDir, obey: (request) => obey(request, context), log }));
  }
  return {
    context,
    stopJobs: async () => {
      await Promise.all(jobs.map((job) => job.stop()));
    },
    close: () => database.close(),
  };
}

/**
 * The context for one command of an operator: nothing works by itself, and what is mailed waits for a server.
 * @throws FolderInUseError, CutSecretError, WrongSecretError, or a fault of the database, which must be migrated
 */
export async function openContext(config: Config, log: Log): Promise<Pick<Running, 'context' | 'close'>> {
  const database = await openDatabase(locationOf(config));
  try {
    const context = await buildContext({ config, log, counts: countEvents(log) }, database);
    return { context, close: database.close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function buildContext({ config, log, counts }: Foundation, { db }: Database): Promise<Context> {
  const now = () => new Date();
  const secrets = config.authSecrets.length > 0 ? config.authSecrets : [readOrMakeAuthSecret(config.dataDir)];
  const vault = new Vault(secrets);
  const stores = { db, vault, algorithm: config.jwtAlgorithm };
  const peppers = await loadPeppers({ ...stores, now: now() });
  const keys = new KeyRing(config.jwtAlgorithm, await loadSigningKeys({ ...stores, now: now() }));
  const storedCost = await findHighestCost(db, MAX_COST);
  const mailer = createMailer({
    provider: config.mail,
    brand: { appName: config.appName, appUrl: config.appUrl },
    vault,
  });
  return Object.freeze({
    config,
    db,
    vault,
    keys,
    hasher: new PasswordHasher({
      peppers,
      cost: config.bcryptCost,
      storedCost,
      queue: createHashQueue(),
      threads: new HashThreads(),
    }),
    passwordPolicy: createPasswordPolicy(config),
    mailer,
    turns: new Turns(),
    limits: new Limits({
      db,
      vault,
      isOn: config.rateLimits,
      knowsAddresses: !config.hideUnknownEmails,
      now,
      onBlock: (limit, address) => {
        log.warn({ event: 'excess_rate_limit_exceeded', limit, address }, 'an address has used its room up');
      },
      onLocked: counts.sign_in_locked,
    }),
    log,
    counts,
    now,
  });
}

function createHashQueue(): HashQueue {
  const maxInFlight = hashesAtOnce(availableParallelism());
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
