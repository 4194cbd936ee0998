import type { Db } from './database';

/** What an operator's check asks the database. */

export type DatabaseFacts = {
  version: string;
  /** 160004 for 16.4. */
  versionNumber: number;
  schema: string;
  /** Seconds since the epoch, by the database's clock. */
  clockSeconds: number;
  isReadOnly: boolean;
  maxConnections: number;
};

export async function findDatabaseFacts(db: Db): Promise<DatabaseFacts> {
  const [facts] = await db.$queryRaw<DatabaseFacts[]>`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS "versionNumber",
      current_schema()::text AS schema, extract(epoch FROM clock_timestamp())::float8 AS "clockSeconds",
      (pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on') AS "isReadOnly",
      current_setting('max_connections')::int AS "maxConnections"`;
  if (!facts) throw new Error('the database returned nothing about itself');
  return facts;
}

/** The tables, views and the like of the schema in use, without what an extension made. */
export async function findTableNames(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (
      SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
    ) ORDER BY 1`;
  return rows.map(({ name }) => name);
}

/** The sign-ins of a time by the address that they came from. */
export type SignInAddresses = {
  /** All sign-ins, and all addresses. */
  total: number;
  addresses: number;
  /** Those with the most sign-ins, and how many users they are of. */
  most: { address: string; count: number; users: number }[];
};

const MAX_SIGN_INS = 10_000;
const MAX_ADDRESSES = 5;

/** Of the latest sign-ins: so many that a busy installation is not asked for long. */
export async function countSignInAddresses(db: Db, since: Date): Promise<SignInAddresses> {
  const rows = await db.$queryRaw<(SignInAddresses['most'][number] & { total: number; addresses: number })[]>`
    SELECT address, count(*)::int AS count, count(DISTINCT user_id)::int AS users,
      (sum(count(*)) OVER ())::int AS total, (count(*) OVER ())::int AS addresses
    FROM (
      SELECT address, user_id FROM audit_events
      WHERE at > ${since} AND event = 'authn_login_success' AND address IS NOT NULL
      ORDER BY at DESC LIMIT ${MAX_SIGN_INS}
    ) AS latest
    GROUP BY address ORDER BY 2 DESC, 1 LIMIT ${MAX_ADDRESSES}`;
  return {
    total: rows[0]?.total ?? 0,
    addresses: rows[0]?.addresses ?? 0,
    most: rows.map(({ address, count, users }) => ({ address, count, users })),
  };
}

/** Mails that failed, and mails that should have been sent before `dueBefore`. */
export async function countStuckMails(db: Db, dueBefore: Date): Promise<{ failed: number; overdue: number }> {
  const [row] = await db.$queryRaw<{ failed: number; overdue: number }[]>`
    SELECT count(*) FILTER (WHERE state = 'failed')::int AS failed,
      count(*) FILTER (WHERE state = 'queued' AND next_attempt_at < ${dueBefore}
        AND (leased_until IS NULL OR leased_until < ${dueBefore}))::int AS overdue
    FROM queued_mails WHERE state IN ('failed', 'queued')`;
  return row ?? { failed: 0, overdue: 0 };
}
