import { AUDIT_DAYS } from '../audit/retention';
import { deleteUnverified } from '../auth/account/delete-unverified';
import { finishErasures } from '../auth/account/finish-erasure';
import type { Context } from '../context';
import { deleteAuditEventsBefore } from '../data/audit-events';
import { deleteCodesExpiredBefore } from '../data/authorization-codes';
import { deleteInvitationsEndedBefore } from '../data/invitations';
import { deleteExpiredClients } from '../data/known-clients';
import { deleteExpiredMailFaults } from '../data/mail-faults';
import { deleteMailsBefore, wipeExpiredFailedMails } from '../data/mails';
import { deleteLinksExpiredBefore } from '../data/one-time-links';
import { maintainEmbedded } from '../data/pglite/maintenance';
import { pruneCounters } from '../data/rate-limit-counters';
import { deleteRecipientMailsBefore } from '../data/recipient-mails';
import { deleteSessionsEndedBefore } from '../data/sessions';
import { findHighestCost } from '../data/users';
import { MAX_COST } from '../hashing/password-hasher';
import { loadSigningKeys } from '../keys/signing-keys';
import { MAX_COUNTERS } from '../rate-limits/policy';
import { addSeconds, days, minutes } from '../time';
import { ClockWatch } from './clock-watch';

const EVERY_SECONDS = minutes(10);
/** The first run after the start; by chance up to twice as late, so that instances do not run at once. */
const FIRST_SECONDS = 30;

type Schedule = {
  firstMs?: number;
  everyMs?: number;
  clock?: ClockWatch;
};

/**
 * What the server does for itself soon after the start and every ten minutes: the keys and the costs of other instances, and
 * rows that are no longer needed.
 * @param isPruner whether rows are deleted; of several worker processes one does
 */
export function startHousekeeping(
  ctx: Context,
  isPruner: boolean,
  {
    firstMs = FIRST_SECONDS * 1000 * (1 + Math.random()),
    everyMs = EVERY_SECONDS * 1000,
    clock = new ClockWatch(),
  }: Schedule = {},
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let underway: Promise<void> = Promise.resolve();
  const run = () => {
    const isClockDoubted = clock.check() === 'doubted';
    underway = underway.then(() => runHousekeeping(ctx, { isPruner, isClockDoubted, signal: stopping.signal }));
  };
  const first = setTimeout(run, firstMs).unref();
  const timer = setInterval(run, everyMs).unref();
  return {
    stop: () => {
      clearTimeout(first);
      clearInterval(timer);
      stopping.abort();
      return underway;
    },
  };
}

type Run = {
  isPruner?: boolean;
  /** Nothing is deleted because it is old. */
  isClockDoubted?: boolean;
  signal?: AbortSignal;
};

/** Every table that grows is pruned in small batches, so that no request waits for it; `signal` ends it between two. */
export async function runHousekeeping(
  ctx: Context,
  { isPruner = true, isClockDoubted = false, signal }: Run = {},
): Promise<void> {
  const { log } = ctx;
  if (isPruner && isClockDoubted) {
    const words = 'the clock was put ahead: nothing is deleted until it is put back, or for an hour';
    log.warn({ event: 'clock_doubted' }, words);
  }
  const tasks = [
    ...refreshing(ctx),
    ...(isPruner && !isClockDoubted ? pruning(ctx, signal) : []),
    ...(isPruner ? finishing(ctx, signal) : []),
  ];
  // One that fails must not keep the others waiting.
  for (const task of tasks) {
    if (signal?.aborted) return;
    await task().catch((error: unknown) => log.warn({ err: error }, 'housekeeping task failed; it runs again later'));
  }
}

type Task = () => Promise<unknown>;

/** What each process keeps in memory. */
function refreshing({ db, vault, keys, hasher, config, now }: Context): Task[] {
  return [
    async () => keys.replace(await loadSigningKeys({ db, vault, algorithm: config.jwtAlgorithm, now: now() })),
    async () => hasher.noteStoredCost((await findHighestCost(db, MAX_COST)) ?? 0),
  ];
}

/** What depends on no clock, after the deletions. */
function finishing(ctx: Context, signal: AbortSignal | undefined): Task[] {
  return [
    () => finishErasures(ctx, signal),
    async () => ctx.config.database.kind === 'pglite' && maintainEmbedded(ctx.db, signal),
  ];
}

/** What is deleted because it is old. */
function pruning(ctx: Context, signal: AbortSignal | undefined): Task[] {
  const { db, config, now } = ctx;
  const yesterday = addSeconds(now(), -days(1));
  const kept = {
    all: addSeconds(now(), -days(AUDIT_DAYS.all)),
    withoutUser: addSeconds(now(), -days(AUDIT_DAYS.withoutUser)),
  };
  const { deleteUnverifiedDays } = config;
  const unusedSince = deleteUnverifiedDays === undefined ? null : addSeconds(now(), -days(deleteUnverifiedDays));
  return [
    () => deleteSessionsEndedBefore(db, { instant: yesterday, keepUnverifiedFrom: unusedSince }, signal),
    async () => unusedSince && deleteUnverified(unusedSince, ctx, signal),
    () => deleteLinksExpiredBefore(db, yesterday, signal),
    () => deleteInvitationsEndedBefore(db, yesterday, signal),
    () => deleteCodesExpiredBefore(db, yesterday, signal),
    () => deleteAuditEventsBefore(db, kept, signal),
    () => wipeExpiredFailedMails(db, now(), signal),
    () => deleteMailsBefore(db, yesterday, signal),
    () => deleteRecipientMailsBefore(db, yesterday, signal),
    () => deleteExpiredMailFaults(db, now(), signal),
    () => pruneCounters(db, now(), MAX_COUNTERS, signal),
    () => deleteExpiredClients(db, now(), signal),
  ];
}
