import type { Context } from './context';
import { deleteMailsBefore } from './data/mails';
import { deleteResetTokensExpiredBefore } from './data/reset-tokens';
import { deleteSessionsEndedBefore } from './data/sessions';
import { pruneTallies } from './data/tallies';
import { TALLIES_AT_MOST } from './limits/table';
import { loadSigningKeys } from './secrets/load-signing-keys';
import { addSeconds, days, hours } from './time';

const EVERY_SECONDS = hours(1);

/** What the server does for itself every hour: the keys other instances made, and rows nobody needs any more. */
export function startHousekeeping(ctx: Context): { stop(): Promise<void> } {
  let underway: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    underway = keepHouse(ctx).catch((error: unknown) => ctx.log.warn({ err: error }, 'housekeeping is put off'));
  }, EVERY_SECONDS * 1000).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return underway;
    },
  };
}

async function keepHouse({ db, vault, keys, config, now }: Context): Promise<void> {
  keys.replace(await loadSigningKeys({ db, vault, algorithm: config.jwtAlgorithm, now: now() }));
  const yesterday = addSeconds(now(), -days(1));
  await deleteSessionsEndedBefore(db, yesterday);
  await deleteResetTokensExpiredBefore(db, yesterday);
  await deleteMailsBefore(db, yesterday);
  await pruneTallies(db, now(), TALLIES_AT_MOST);
}
