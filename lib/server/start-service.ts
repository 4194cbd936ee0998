import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startControlServer } from '../admin/control-server';
import { runCommand } from '../admin/run-command';
import type { Config } from '../config/config';
import { ConfigError } from '../config/config-error';
import { type LoadedConfig, loadConfigFromEnvironment } from '../config/load-config';
import type { Context } from '../context';
import { type Database, openDatabase } from '../data/database';
import { isDatabaseUnavailable } from '../data/database-errors';
import { UnusableDatabaseError } from '../data/unusable-database-error';
import { SENDS_AT_ONCE, startOutboxWorker } from '../mail/outbox-worker';
import { createTransport } from '../mail/transports/create-transport';
import { createEventCounters, createLog, type Log } from '../observability/log';
import { RefusedOrigins } from '../observability/refused-origins';
import { findService, registerService, type Service } from '../service';
import { buildContext, type Foundation } from './compose';
import { startHousekeeping } from './housekeeping';
import { tellPrimary } from './primary';
import { findWorkerPlace, shareOf } from './worker-place';

const RETRY_MS = 500;
/** The start waits this long for the database before it serves without one. */
const PATIENCE_MS = 5000;

/**
 * Reads the settings and opens the database. What cannot be mended by waiting ends the process
 * with one line that says what to do.
 * @param onConfig called before the first wait, so that no request is met unprepared
 */
export async function startService(onConfig: (config: Config) => void): Promise<Service> {
  const running = findService();
  if (running) return running;
  const { config, warnings } = requireConfig();
  onConfig(config);
  const log = createLog(config.logLevel);
  const place = findWorkerPlace();
  if (place.isFirst) {
    for (const { setting, message } of warnings) log.warn({ event: 'setting', setting }, message);
    if (!config.rateLimits) log.warn('RATE_LIMITS=off: guessing passwords is not limited');
  }
  const counts = createEventCounters(log);
  const refusedOrigins = new RefusedOrigins(() => new Date());
  const closing = new AbortController();
  const opening = openUntilReady({ config, log, counts, refusedOrigins, place }, closing.signal);
  const service: Service = {
    config,
    log,
    context: null,
    apiDescription: null,
    isDraining: false,
    isMailboxClosed: place.isMailboxClosed,
    eventCounters: counts,
    refusedOrigins,
    announceMailboxClosed: () => tellPrimary('mailbox_closed'),
    stop: async (drained) => {
      closing.abort();
      const running = await opening;
      await drained;
      await running?.stopJobs();
      await running?.close();
    },
  };
  registerService(service);
  const opened = opening.then(
    (running) => {
      service.context = running?.context ?? null;
      if (running) tellPrimary('ready');
    },
    (error: unknown) => refuseToStart(error instanceof Error ? error.message : `an unknown error (${typeof error})`),
  );
  await Promise.race([opened, sleep(PATIENCE_MS, undefined, { ref: false })]);
  return service;
}

function requireConfig(): LoadedConfig {
  try {
    return loadConfigFromEnvironment();
  } catch (error) {
    if (error instanceof ConfigError) return refuseToStart(error.message);
    throw error;
  }
}

/** By this the primary knows that another worker would fail as well. */
const REFUSED = 78;

function refuseToStart(reason: string): never {
  process.stderr.write(`Postern cannot start: ${reason}\n`);
  process.exit(findWorkerPlace().count > 1 ? REFUSED : 1);
}

/** What works by itself is stopped before what was opened is closed. */
type Running = { context: Context; stopJobs(): Promise<void>; close(): Promise<void> };

/** Tries until the database is there; null when the process stops before that. */
async function openUntilReady(of: Foundation, signal: AbortSignal): Promise<Running | null> {
  const { log, place } = of;
  const isLead = place.index === 0;
  let database: Database | null = null;
  let told = '';
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      database ??= await openServed(of);
      return await run(of, database);
    } catch (error) {
      if (error instanceof UnusableDatabaseError || !isDatabaseUnavailable(error)) throw error;
      // One worker tells it and migrates; the others wait for what it does.
      if (attempt === 0 && isLead) log.error({ err: error }, 'database unavailable; retrying until it can be used');
      if (isWithoutTables(error) && isLead) told = await migrateLate(log, told);
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  await database?.close();
  return null;
}

async function openServed({ config, log, place }: Foundation): Promise<Database> {
  const database = await openDatabase(config.database, (state) => {
    if (state === 'reopened') log.info({ event: 'database_reopened' }, 'embedded database reopened');
    else log.error({ event: 'database_panicked' }, 'embedded database crashed; the disk may be full');
  });
  if (database.lacksTls && place.isFirst) {
    log.warn(
      { event: 'database_without_tls' },
      'DATABASE_URL connects to another host without TLS: others on the network can read the traffic; add ?sslmode=verify-full',
    );
  }
  return database;
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
  // The build compiled it; `next dev` has only the source.
  const compiled = path.join(process.cwd(), '.next', 'programs', 'migrate-database.mjs');
  const source = ['--import', 'tsx', path.join(process.cwd(), 'scripts', 'steps', 'migrate-database.ts')];
  const args = existsSync(compiled) ? [compiled] : source;
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
    child.on('error', () => resolve(DATABASE_AWAY));
  });
  const reason = (await text(child.stderr).catch(() => '')).trim();
  const code = await ended;
  if (code === 0) return '';
  if (code === 1) throw new UnusableDatabaseError(reason.split('\n').at(-1) ?? 'its tables cannot be created.');
  if (reason !== told) {
    log.error({ event: 'migration_failed', reason }, 'migrations failed; retrying until they succeed');
  }
  return reason;
}

/** What `scripts/steps/migrate-database.ts` ends with where trying again may help. */
const DATABASE_AWAY = 75;

/** The context, and what works by itself beside the requests. */
async function run(of: Foundation, database: Database): Promise<Running> {
  const { config, log, place } = of;
  const context = await buildContext(of, database);
  const { db, outbox, now } = context;
  const jobs = [startHousekeeping(context, place.index === 0)];
  if (config.mail.kind !== 'mailbox') {
    const transport = await createTransport(config.mail);
    jobs.push(startOutboxWorker({ db, outbox, transport, log, now, sendsAtOnce: shareOf(SENDS_AT_ONCE, place) }));
  }
  // PostgreSQL lets the commands in beside the server; PGlite has room for one process.
  if (database.kind === 'pglite') {
    jobs.push(
      await startControlServer({ dataDir: config.dataDir, runCommand: (request) => runCommand(request, context), log }),
    );
  }
  return {
    context,
    stopJobs: async () => {
      await Promise.all(jobs.map((job) => job.stop()));
    },
    close: () => database.close(),
  };
}
