import type { Context } from './context';
import { deleteAuditEventsBefore } from './data/audit-events';
import { deleteEmailLinksExpiredBefore } from './data/email-links';
import { deleteMailsBefore, wipeExpiredParkedMails } from './data/mails';
import { deleteResetTokensExpiredBefore } from './data/reset-tokens';
import { deleteSessionsEndedBefore } from './data/sessions';
import { pruneTallies } from './data/tallies';
import { TALLIES_AT_MOST } from './limits/table';
import { loadSigningKeys } from './secrets/load-signing-keys';
import { addSeconds, days, minutes } from './time';

const EVERY_SECONDS = minutes(10);

/** How long the audit trail keeps what happened; of what strangers did to no account, less, though more than the trigger's 30 days. */
const AUDIT_SECONDS = { all: days(180), strangers: days(31) };

/** What the server does for itself every ten minutes: the keys other instances made, and rows nobody needs any more. */
export function startHousekeeping(ctx: Context): { stop(): Promise<void> } {
  let underway: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    underway = keepHouse(ctx);
  }, EVERY_SECONDS * 1000).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return underway;
    },
  };
}

async function keepHouse({ db, vault, keys, config, log, now }: Context): Promise<void> {
  const yesterday = addSeconds(now(), -days(1));
  const chores: (() => Promise<unknown>)[] = [
    async () => keys.replace(await loadSigningKeys({ db, vault, algorithm: config.jwtAlgorithm, now: now() })),
    () => deleteSessionsEndedBefore(db, yesterday),
    () => deleteResetTokensExpiredBefore(db, yesterday),
    () => deleteEmailLinksExpiredBefore(db, yesterday),
    () =>
      deleteAuditEventsBefore(db, {
        all: addSeconds(now(), -AUDIT_SECONDS.all),
        strangers: addSeconds(now(), -AUDIT_SECONDS.strangers),
      }),
    () => wipeExpiredParkedMails(db, now()),
    () => deleteMailsBefore(db, yesterday),
    () => pruneTallies(db, now(), TALLIES_AT_MOST),
  ];
  // One that fails must not keep the others waiting.
  for (const chore of chores) {
    await chore().catch((error: unknown) => log.warn({ err: error }, 'housekeeping is put off'));
  }
}
