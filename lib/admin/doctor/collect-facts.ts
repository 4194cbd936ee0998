import type { RequestContext } from '../../context';
import {
  countSignInAddresses,
  countStuckMails,
  type DatabaseFacts,
  findDatabaseFacts,
  findTableNames,
  type SignInAddresses,
} from '../../data/diagnostics';
import type { Delivery } from '../../mail/transports/transport';
import { addSeconds, days, minutes } from '../../time';
import { sendTestMail } from './test-mail';

/** What only the process with the database can tell of an installation. */
export type DoctorFacts = {
  /** Of the process that executes the command: a running server may have other settings. */
  app_url: string;
  database: DatabaseFacts & { tables: string[] };
  /** By how many seconds the database's clock is ahead; how exactly that is known. */
  clock: { ahead_seconds: number; within_seconds: number };
  sign_ins: SignInAddresses & { days: number };
  mails: { failed: number; overdue: number };
  /** Since the start of the server; null where a command executes this by itself. */
  refused_origins: { origin: string; count: number; last_at: string }[] | null;
  /** What came of the test mail; null where none was wanted, `mailbox` where there is no provider. */
  test_mail: Delivery | { outcome: 'mailbox' } | null;
};

const SIGN_IN_DAYS = 7;
/** A mail is tried again after ten minutes at most. */
const OVERDUE_SECONDS = minutes(15);

/** @param input `test_mail`: where a test mail is sent to */
export async function collectFacts(
  { test_mail: recipient }: { test_mail?: string | undefined },
  ctx: RequestContext,
): Promise<DoctorFacts> {
  const { db, config, now, refusedOrigins } = ctx;
  const before = Date.now();
  const facts = await findDatabaseFacts(db);
  const after = Date.now();
  return {
    app_url: config.appUrl,
    database: { ...facts, tables: await findTableNames(db) },
    clock: {
      ahead_seconds: facts.clockSeconds - (before + after) / 2000,
      within_seconds: (after - before) / 2000,
    },
    sign_ins: { ...(await countSignInAddresses(db, addSeconds(now(), -days(SIGN_IN_DAYS)))), days: SIGN_IN_DAYS },
    mails: await countStuckMails(db, addSeconds(now(), -OVERDUE_SECONDS)),
    refused_origins:
      refusedOrigins?.list().map(({ origin, count, lastAt }) => ({ origin, count, last_at: lastAt.toISOString() })) ??
      null,
    test_mail: recipient === undefined ? null : await sendTestMail(recipient, ctx),
  };
}
